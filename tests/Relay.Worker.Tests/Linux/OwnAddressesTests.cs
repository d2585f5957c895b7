using System.Net;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

/// <summary>The messages are of the machine's own byte order, as the kernel's are.</summary>
public sealed class OwnAddressesTests
{
    [Fact]
    public void The_numbers_are_those_of_the_headers() => CHeaders.Agree(["linux/rtnetlink.h", "linux/if_addr.h", "linux/if_arp.h"],
    [
        $"RTM_NEWLINK == {OwnAddresses.NewLink} && RTM_GETLINK == {OwnAddresses.GetLink} && RTM_NEWADDR == {OwnAddresses.NewAddress} && RTM_GETADDR == {OwnAddresses.GetAddress}",
        $"IFA_ADDRESS == {OwnAddresses.Address} && IFA_LOCAL == {OwnAddresses.Local} && IFA_FLAGS == {OwnAddresses.FlagsAttribute} && IFA_F_DEPRECATED == {OwnAddresses.DeprecatedFlag}",
        $"ARPHRD_TUNNEL == {OwnAddresses.Tunnel} && ARPHRD_TUNNEL6 == {OwnAddresses.Tunnel6} && ARPHRD_SIT == {OwnAddresses.Sit}",
        $"sizeof(struct ifinfomsg) == {OwnAddresses.LinkSize} && sizeof(struct ifaddrmsg) == {OwnAddresses.AddressSize}",
        "__builtin_offsetof(struct ifinfomsg, ifi_type) == 2 && __builtin_offsetof(struct ifinfomsg, ifi_index) == 4",
        "__builtin_offsetof(struct ifaddrmsg, ifa_flags) == 2 && __builtin_offsetof(struct ifaddrmsg, ifa_index) == 4",
    ]);

    [Fact]
    public void A_trait_is_the_flags_or_the_device_s()
    {
        HashSet<int> tunnels = [];
        OwnAddresses.AddTunnel(Link(OwnAddresses.Sit, 7), tunnels);
        OwnAddresses.AddTunnel(Link(1, 8), tunnels);
        Dictionary<NetAddress, AddressTraits> found = [];
        OwnAddresses.AddAddress(Message(10, 0x20, 8, (OwnAddresses.Address, "2001:db8::1")), tunnels, found);
        OwnAddresses.AddAddress(Message(10, 0x80, 8, (OwnAddresses.Address, "2001:db8::2")), tunnels, found);
        OwnAddresses.AddAddress(Message(10, 0x80, 7, (OwnAddresses.Address, "2001:db8::3")), tunnels, found);
        // Of a link between two the own one is IFA_LOCAL.
        OwnAddresses.AddAddress(Message(2, 0x20, 7, (OwnAddresses.Address, "192.0.2.2"), (OwnAddresses.Local, "192.0.2.1")), tunnels, found);
        Assert.Equal(
            ["192.0.2.1 Deprecated, Encapsulated", "2001:db8::1 Deprecated", "2001:db8::3 Encapsulated"],
            found.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cut_off_anywhere_a_message_does_no_harm()
    {
        byte[] whole = Message(10, 0x20, 7, (OwnAddresses.Address, "2001:db8::1"), (OwnAddresses.Local, "2001:db8::2"));
        for (int length = OwnAddresses.AddressSize; length <= whole.Length; length++)
        {
            Dictionary<NetAddress, AddressTraits> found = [];
            OwnAddresses.AddAddress(whole.AsSpan(0, length), [7], found);
            Assert.InRange(found.Count, 0, 1);
        }
    }

    [Fact]
    public void The_loopback_s_addresses_have_no_traits()
    {
        int fd = Libc.OpenSocket(RouteNetlink.Family, RouteNetlink.Raw);
        IReadOnlyDictionary<NetAddress, AddressTraits> found = OwnAddresses.Read(fd);
        Libc.Close(fd);
        Assert.DoesNotContain(NetAddress.Parse("127.0.0.1"), found.Keys);
    }

    private static byte[] Link(ushort type, int index)
    {
        byte[] link = new byte[OwnAddresses.LinkSize];
        BitConverter.TryWriteBytes(link.AsSpan(2), type);
        BitConverter.TryWriteBytes(link.AsSpan(4), index);
        return link;
    }

    private static byte[] Message(byte family, byte flags, int index, params (ushort Type, string Address)[] attributes)
    {
        List<byte> message = [family, 64, flags, 0, .. BitConverter.GetBytes(index)];
        foreach ((ushort type, string address) in attributes)
        {
            byte[] data = IPAddress.Parse(address).GetAddressBytes();
            message.AddRange([.. BitConverter.GetBytes((ushort)(4 + data.Length)), .. BitConverter.GetBytes(type), .. data]);
        }
        return [.. message];
    }
}
