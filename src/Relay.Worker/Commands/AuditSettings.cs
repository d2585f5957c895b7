using System.CommandLine;
using System.Globalization;
using Relay.Store;
using Relay.Store.Model;

namespace Relay.Worker.Commands;

/// <summary>The settings of the audit: whether there is one, what it may know, how long it is kept, and what its full journal means. Their options, and what they say.</summary>
internal static class AuditSettings
{
    private const int MaxDays = 36_500;

    private static readonly Dictionary<string, ClientForm> ClientForms = new() { ["full"] = ClientForm.Address, ["network"] = ClientForm.Network, ["hash"] = ClientForm.Hash };

    private static readonly Dictionary<string, DomainForm> DomainForms = new() { ["full"] = DomainForm.Full, ["registrable"] = DomainForm.Registrable, ["none"] = DomainForm.None };

    private static readonly Dictionary<string, JournalFull> Policies = new() { ["refuse"] = JournalFull.Refuse, ["count"] = JournalFull.Count };

    private static readonly Dictionary<string, bool> Switch = new() { ["on"] = true, ["off"] = false };

    /// <summary>The key of hashed clients: also an option of <c>forget</c>.</summary>
    public static readonly Option<string?> Key = new("--audit-key")
    {
        Description = "The file with the key of --audit-clients hash: 16 random bytes or more, mode 600, the same for all workers of a store.", HelpName = "FILE",
    };

    /// <summary>Options of <c>run</c> and <c>exec</c>; the key of each is its name without the dashes.</summary>
    public static readonly IReadOnlyList<Option<string?>> Options =
    [
        Choice("--audit", "Whether flows are recorded in the table connection: on (the default) or off.", Switch.Keys),
        Choice("--audit-clients", "How clients are named in the audit: full (the default), network (/24, IPv6 /48), or hash, which needs --audit-key.", ClientForms.Keys),
        Key,
        Choice("--audit-domains", "How much of the names that clients ask for is in the audit: full (the default), registrable (example.co.uk of www.example.co.uk), or none.", DomainForms.Keys),
        new("--audit-days") { Description = "Days that audit rows are kept. Default: until somebody deletes them.", HelpName = "DAYS" },
        Choice("--journal-full", "What becomes of new flows when the audit journal is full: refuse (the default), or count, which relays them and counts them in the log and in the table audit_loss.", Policies.Keys),
    ];

    /// <summary>What the user wrote, by key.</summary>
    public static IReadOnlyDictionary<string, string?> ReadFrom(ParseResult line) => Options.ToDictionary(option => option.Name[2..], line.GetValue);

    /// <summary>The same, of a command that takes the key only.</summary>
    public static IReadOnlyDictionary<string, string?> KeyOf(ParseResult line) => new Dictionary<string, string?> { [Key.Name[2..]] = line.GetValue(Key) };

    /// <param name="store">The options of the store that these settings are part of.</param>
    /// <param name="textOf">What was written for a key, anywhere; null where nothing was.</param>
    /// <exception cref="UsageException">A value makes no sense: which, and what to write.</exception>
    public static StoreOptions Apply(StoreOptions store, Func<string, string?> textOf) => store with
    {
        Audit = Parse("audit", textOf, Switch),
        AuditClients = Parse("audit-clients", textOf, ClientForms),
        AuditKeyFile = textOf("audit-key") is { } file ? Path.GetFullPath(file) : null,
        AuditDomains = Parse("audit-domains", textOf, DomainForms),
        AuditDays = DaysOf(textOf("audit-days")),
        JournalFull = Parse("journal-full", textOf, Policies),
    };

    /// <summary>The first word is the default.</summary>
    private static T Parse<T>(string key, Func<string, string?> textOf, Dictionary<string, T> words) =>
        textOf(key) is not { } text ? words.First().Value
        : words.TryGetValue(text, out T? value) ? value
        : throw new UsageException($"{key} '{text}' is none of {string.Join(", ", words.Keys)}");

    private static int? DaysOf(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is >= 1 and <= MaxDays ? days
        : throw new UsageException($"audit-days '{text}' is not a whole number of days from 1 to {MaxDays}");

    private static Option<string?> Choice(string name, string meaning, IEnumerable<string> words) => new(name) { Description = meaning, HelpName = string.Join('|', words) };
}
