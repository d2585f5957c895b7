namespace Relay.Worker.Resolving;

/// <summary>Servers that the administrator named.</summary>
internal sealed class FixedSettings(ResolvConf conf) : IResolverSettings
{
    public ResolvConf Current(long now) => conf;
}
