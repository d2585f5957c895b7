using System.Runtime.InteropServices;
using Relay.Store.Model;

namespace Relay.Worker.Linux;

/// <summary>The addresses of a namespace's interfaces that have something about them.</summary>
internal static class OwnAddresses
{
    internal const ushort NewLink = 16, GetLink = 18, NewAddress = 20, GetAddress = 22; // RTM_
    internal const ushort Address = 1, Local = 2, FlagsAttribute = 8; // IFA_
    internal const uint DeprecatedFlag = 0x20; // IFA_F_
    internal const ushort Tunnel = 768, Tunnel6 = 769, Sit = 776; // ARPHRD_: as glibc's getaddrinfo has it
    internal const int LinkSize = 16, AddressSize = 8;

    /// <param name="fd">A socket of <see cref="RouteNetlink"/>.</param>
    /// <exception cref="LinuxException">They could not be read.</exception>
    public static IReadOnlyDictionary<NetAddress, AddressTraits> Read(int fd)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(64 << 10);
        HashSet<int> tunnels = [];
        Dictionary<NetAddress, AddressTraits> found = [];
        // What changes while it is read is wrong for the moment that it is kept, as what changes after is.
        _ = RouteNetlink.TryDump(fd, GetLink, LinkSize, NewLink, buffer, link => AddTunnel(link, tunnels));
        _ = RouteNetlink.TryDump(fd, GetAddress, AddressSize, NewAddress, buffer, address => AddAddress(address, tunnels, found));
        return found;
    }

    /// <summary>
    /// <code>
    /// ifinfomsg  family:1 pad:1 type:2 index:4 flags:4 change:4
    /// </code>
    /// </summary>
    internal static void AddTunnel(ReadOnlySpan<byte> link, HashSet<int> tunnels)
    {
        if (MemoryMarshal.Read<ushort>(link[2..]) is Tunnel or Tunnel6 or Sit)
            tunnels.Add(MemoryMarshal.Read<int>(link[4..]));
    }

    /// <summary>
    /// <code>
    /// ifaddrmsg  family:1 prefixlen:1 flags:1 scope:1 index:4         of a link between two IFA_ADDRESS is the other end
    /// </code>
    /// </summary>
    internal static void AddAddress(ReadOnlySpan<byte> message, HashSet<int> tunnels, Dictionary<NetAddress, AddressTraits> found)
    {
        int size = message[0] == NativeAddress.Inet ? 4 : 16;
        uint flags = message[2];
        NetAddress? address = null, local = null;
        AddressTraits traits = tunnels.Contains(MemoryMarshal.Read<int>(message[4..])) ? AddressTraits.Encapsulated : AddressTraits.None;
        ReadOnlySpan<byte> attributes = message[AddressSize..];
        while (RouteNetlink.TryTake(ref attributes, out ushort type, out ReadOnlySpan<byte> data))
        {
            if (type == FlagsAttribute && data.Length == sizeof(uint))
                flags = MemoryMarshal.Read<uint>(data);
            else if (type == Address && data.Length == size)
                address = NetAddress.FromBytes(data);
            else if (type == Local && data.Length == size)
                local = NetAddress.FromBytes(data);
        }
        if ((flags & DeprecatedFlag) != 0)
            traits |= AddressTraits.Deprecated;
        if (traits != AddressTraits.None && (local ?? address) is { } own)
            found[own] = traits;
    }
}
