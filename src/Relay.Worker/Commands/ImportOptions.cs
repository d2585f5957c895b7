using System.CommandLine;
using System.Globalization;
using Relay.Store.Lists;
using Relay.Store.Model;

namespace Relay.Worker.Commands;

/// <summary>What <c>urelay import</c> is asked.</summary>
/// <param name="Request">All but what the files have.</param>
/// <param name="Paths">The files; <c>-</c> is standard input.</param>
/// <param name="As">How they are written.</param>
internal sealed record ImportOptions(ImportRequest Request, IReadOnlyList<string> Paths, ListFormat As)
{
    public static readonly Argument<string> List = new("LIST") { Description = "The list's name, yours to choose: it stands in rule.origin." };

    public static readonly Argument<string[]> Files = new("FILE") { Description = "The files that are the list now; - is standard input.", Arity = ArgumentArity.ZeroOrMore };

    public static readonly Option<string?> Format = new("--format")
    {
        Description = "How the lines are written: hosts (0.0.0.0 NAME…), domains (NAME with all below, .NAME, =NAME), adblock (||NAME^, @@||NAME^), cidr (networks), or auto (the default): each as it looks.",
        HelpName = "FORMAT",
    };

    public static readonly Option<string?> Action = new("--action") { Description = "What becomes of what is listed: block (the default) or relay.", HelpName = "block|relay" };

    public static readonly Option<string?> Answer = new("--answer")
    {
        Description = "What DNS answers for names that are blocked: nxdomain, nodata or an address. Default: a phantom address, and the connection is refused.", HelpName = "ANSWER",
    };

    public static readonly Option<string?> Upstream = new("--upstream") { Description = "The way out of what is relayed: the list with --action relay, else its exceptions. Default: direct.", HelpName = "NAME" };

    public static readonly Option<string?> Priority = new("--priority") { Description = "Of the rules. Default: 0.", HelpName = "N" };

    public static readonly Option<string?> Client = new("--client") { Description = "Only for this client, an address or a network.", HelpName = "ADDRESS" };

    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says what would be done, and does nothing." };

    public static readonly Option<bool> Remove = new("--remove") { Description = "Removes the list: all its rules. Without files." };

    private const int LongestName = 100;

    /// <exception cref="UsageException">They cannot be meant.</exception>
    public static ImportOptions Of(ParseResult line)
    {
        string list = line.GetRequiredValue(List);
        if (list.Length is 0 or > LongestName || list != list.Trim() || list.Any(char.IsControl))
            throw new UsageException($"the name of a list has 1 to {LongestName} characters, no space at its ends and no control characters");
        string[] files = line.GetValue(Files) ?? [];
        bool remove = line.GetValue(Remove);
        if (remove && files.Length > 0)
            throw new UsageException("--remove takes no files: it removes all rules of the list");
        if (!remove && files.Length == 0)
            throw new UsageException("import what? Write the files that are the list, - for standard input, or --remove");
        ImportRequest request = new()
        {
            Origin = list, List = RuleList.Empty, Blocks = Blocks(line.GetValue(Action)), Answer = AnswerOf(line.GetValue(Answer)), Upstream = line.GetValue(Upstream),
            Priority = PriorityOf(line.GetValue(Priority)), Client = ClientOf(line.GetValue(Client)), DryRun = line.GetValue(DryRun),
        };
        if (request.Answer is not null && (!request.Blocks || request.Client is not null))
            throw new UsageException("--answer is for lists that block for all clients: DNS does not know who will connect");
        return new ImportOptions(request, files, FormatOf(line.GetValue(Format)));
    }

    private static ListFormat FormatOf(string? text) => text switch
    {
        null or "auto" => ListFormat.Auto,
        "hosts" => ListFormat.Hosts,
        "domains" => ListFormat.Domains,
        "adblock" => ListFormat.Adblock,
        "cidr" => ListFormat.Cidr,
        _ => throw new UsageException($"--format '{text}' is not auto, hosts, domains, adblock or cidr"),
    };

    private static bool Blocks(string? text) => text switch
    {
        null or "block" => true,
        "relay" => false,
        _ => throw new UsageException($"--action '{text}' is not block or relay"),
    };

    private static string? AnswerOf(string? text) =>
        text is null or "nxdomain" or "nodata" ? text
        : NetAddress.TryParse(text, out NetAddress address) ? address.ToString()
        : throw new UsageException($"--answer '{text}' is not nxdomain, nodata or an address");

    private static long PriorityOf(string? text) =>
        text is null ? 0
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long priority) ? priority
        : throw new UsageException($"--priority '{text}' is not a whole number");

    private static NetPrefix? ClientOf(string? text) =>
        text is null ? null
        : NetPrefix.TryParse(text, out NetPrefix client) ? client
        : throw new UsageException($"--client '{text}' is neither an address nor a network such as 192.0.2.0/24");
}
