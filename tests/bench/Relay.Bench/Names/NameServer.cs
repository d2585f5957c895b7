namespace Relay.Bench.Names;

/// <summary>A DNS server that is measured, in one of its set-ups.</summary>
internal abstract class NameServer(string name)
{
    /// <summary>As the table calls it.</summary>
    public string Name => name;

    /// <summary>Whether clients want signatures.</summary>
    public virtual bool IsSigned => false;

    /// <summary>Starts it on a port of loopback; its files go to an empty directory. The caller waits until it answers.</summary>
    public abstract Task<RunningServer> StartAsync(string directory, int port);
}
