using System.Globalization;

namespace Relay.Worker.Isolation;

/// <summary>Where the host's resolvers and message buses listen: through them a program would get real addresses, or have others act for it outside.</summary>
internal static class HiddenPaths
{
    public static IReadOnlyList<string> OfHost(int userId)
    {
        string ofUser = string.Create(CultureInfo.InvariantCulture, $"/run/user/{userId}");
        return
        [
            "/run/nscd", "/run/unscd", "/run/systemd/resolve", "/run/systemd/private", "/run/systemd/machine", "/run/avahi-daemon", "/run/dbus",
            "/run/docker.sock", "/run/docker", "/run/containerd", "/run/podman", "/run/crio", "/run/libvirt", "/run/snapd.socket",
            $"{ofUser}/bus", $"{ofUser}/dbus-1", $"{ofUser}/systemd", $"{ofUser}/docker.sock", $"{ofUser}/docker", $"{ofUser}/podman",
            $"{ofUser}/libvirt", "/var/run/nscd", "/var/run/docker.sock", "/var/run/dbus",
        ];
    }
}
