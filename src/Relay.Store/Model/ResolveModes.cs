namespace Relay.Store.Model;

/// <summary>What the modes have in common.</summary>
public static class ResolveModes
{
    public static bool PrefersIPv4(this ResolveMode mode) => mode is ResolveMode.FourWeak or ResolveMode.FourStrong or ResolveMode.FourOnly;
}
