using Microsoft.Extensions.Logging;

namespace Relay.PdnsBackend;

/// <summary>Says once that the store is away and once that it is back, and not for each of a thousand questions a second.</summary>
internal sealed class StoreHealth(ILogger logger)
{
    private string? told;

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
}
