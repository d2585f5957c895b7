namespace Relay.Worker.Resolving;

/// <summary>Of which families addresses are asked for.</summary>
[Flags]
internal enum Families
{
    Six = 1,
    Four = 2,
    Both = Six | Four,
}
