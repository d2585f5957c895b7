using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.PdnsBackend.Answering;

/// <summary>Says once that the store is away and once that it is back, and what of it is not for PowerDNS; not for each of a thousand questions a second.</summary>
internal sealed class StoreHealth(ILogger logger)
{
    private string? told;
    private Pool? looked;

    public void Failed(string reason)
    {
        string oneLine = reason.ReplaceLineEndings(" ");
        if (Interlocked.Exchange(ref told, oneLine) != oneLine)
            Log.StoreUnavailable(logger, oneLine);
    }

    public void Answered()
    {
        if (Volatile.Read(ref told) is not null && Interlocked.Exchange(ref told, null) is not null)
            Log.StoreAnswers(logger);
    }

    /// <summary>PowerDNS asks ANY whatever its client wants, so that nobody could say what to look up on the internet side; and this process has no resolver.</summary>
    public void LookAt(Pool pool)
    {
        if (ReferenceEquals(Volatile.Read(ref looked), pool))
            return;
        Volatile.Write(ref looked, pool);
        if (pool.Forward.Count > 0 || !ReferenceEquals(pool.CheckExists, NameList.None))
            Log.NotForPowerDns(logger, pool.Name);
    }
}
