namespace Relay.Worker.Linux;

/// <summary>Which file a path leads to: inode(7). All zeros where there is none.</summary>
internal readonly record struct FileIdentity(uint Major, uint Minor, ulong Inode);
