namespace Relay.Worker.Resolving;

/// <summary>Servers that the administrator named.</summary>
internal sealed class FixedSettings(ResolvConf conf, string place) : IResolverSettings
{
    public string Place => place;

    public ResolvConf Current(long now) => conf;
}
