using Microsoft.Extensions.Logging;

namespace Relay.PdnsBackend;

/// <summary>Event ids 3000–3099. Standard error is PowerDNS' log or the service's: one line each.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "store: {Reason}; questions that need it get SERVFAIL, trying again")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(3001, LogLevel.Information, "store: answers again")]
    public static partial void StoreAnswers(ILogger logger);

    [LoggerMessage(3002, LogLevel.Warning, "pipe: a line of {Length} octets is none of the protocol's (ABI {Abi}); answered FAIL")]
    public static partial void Malformed(ILogger logger, int length, int abi);

    [LoggerMessage(3003, LogLevel.Error, "pipe: PowerDNS asks for ABI {Abi}, we speak 1 to 5; set pipe-abi-version=5")]
    public static partial void UnknownAbi(ILogger logger, int abi);

    [LoggerMessage(3004, LogLevel.Error, "pipe: an answer for {Name} held a record that PowerDNS cannot read; answered FAIL")]
    public static partial void UnfitRecord(ILogger logger, string name);

    [LoggerMessage(3005, LogLevel.Error, "pipe: no answer for {Name} because of a bug; answered FAIL")]
    public static partial void Bug(ILogger logger, Exception exception, string name);

    [LoggerMessage(3006, LogLevel.Warning, "connection closed by PowerDNS: {Reason}")]
    public static partial void Broken(ILogger logger, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "table pool, row {Pool}: forward and check_exists are not for PowerDNS, which never says what type its client wants; leave them null, or serve the names by urelay's dns listener")]
    public static partial void NotForPowerDns(ILogger logger, string pool);

    [LoggerMessage(3008, LogLevel.Warning, "remote: a line of {Length} octets is no request of the protocol; answered without a result")]
    public static partial void MalformedRemote(ILogger logger, int length);

    [LoggerMessage(3009, LogLevel.Information, "serves on {Socket}")]
    public static partial void Serves(ILogger logger, string socket);

    [LoggerMessage(3010, LogLevel.Warning, "cannot accept a connection: {Reason}; trying again")]
    public static partial void NotAccepted(ILogger logger, string reason);

    [LoggerMessage(3011, LogLevel.Warning, "more than {Most} connections at once: the last is closed")]
    public static partial void TooManyConnections(ILogger logger, int most);

    [LoggerMessage(3012, LogLevel.Warning, "PowerDNS' caches are not emptied, and keep old answers for as long as cache-ttl, query-cache-ttl and negquery-cache-ttl say: {Reason}; trying again")]
    public static partial void NotPurged(ILogger logger, string reason);

    [LoggerMessage(3013, LogLevel.Information, "PowerDNS' caches are emptied again")]
    public static partial void PurgesAgain(ILogger logger);
}
