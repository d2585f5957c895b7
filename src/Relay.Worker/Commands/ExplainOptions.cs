using System.CommandLine;
using System.Globalization;
using Relay.Store.Model;
using Relay.Worker.Explaining;

namespace Relay.Worker.Commands;

/// <summary>What <c>urelay explain</c> was asked: a flow that could be (<see cref="Asked"/>), or one that was (<see cref="Connection"/>).</summary>
internal sealed record ExplainOptions
{
    private const ushort DefaultPort = 443;
    private const string DefaultListener = "transparent", DefaultSocksListener = "socks";

    public static readonly Argument<string?> Target = new("NAME-or-ADDRESS") { Description = "A domain name, or an address: a phantom one or any other.", Arity = ArgumentArity.ZeroOrOne };

    public static readonly Option<string?> PortOption = new("--port") { Description = "The port that the client wants. Default: 443.", HelpName = "PORT" };

    public static readonly Option<string?> ClientOption = new("--client") { Description = "The client's address. Default: the unspecified one, ::.", HelpName = "ADDRESS" };

    public static readonly Option<string?> ListenerOption = new("--listener") { Description = "The listener, as rules call it. Default: transparent, or with --socks socks.", HelpName = "NAME" };

    public static readonly Option<bool> Socks = new("--socks") { Description = "The client names its target to a SOCKS listener. Default: it asks DNS, and connects to the answer." };

    public static readonly Option<string?> ConnectionOption = new("--connection") { Description = "A row of the table connection: what it has, what would become of it today, and what differs.", HelpName = "ID" };

    public static readonly Option<bool> NoDns = new("--no-dns") { Description = "Asks no name server. What the table host and standards say is told all the same." };

    public static readonly Option<bool> Json = new("--json") { Description = "One JSON document, for programs." };

    /// <summary>Null where a connection is to be explained.</summary>
    public Inquiry? Asked { get; private init; }

    public long Connection { get; private init; }

    public bool AsksDns { get; private init; }

    public bool AsJson { get; private init; }

    /// <exception cref="UsageException">What was written makes no sense.</exception>
    public static ExplainOptions Of(ParseResult line)
    {
        ExplainOptions options = new() { AsksDns = !line.GetValue(NoDns), AsJson = line.GetValue(Json) };
        string? target = line.GetValue(Target), connection = line.GetValue(ConnectionOption);
        string? port = line.GetValue(PortOption), client = line.GetValue(ClientOption), listener = line.GetValue(ListenerOption);
        bool socks = line.GetValue(Socks);
        if (connection is null)
            return options with { Asked = InquiryOf(target ?? throw new UsageException("explain what? Write a NAME or an ADDRESS, or --connection ID"), port, client, listener, socks) };
        if (target is not null || port is not null || client is not null || listener is not null || socks)
            throw new UsageException("--connection takes all from its row: leave out the name or address, --port, --client, --listener and --socks");
        return long.TryParse(connection, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? options with { Connection = id }
            : throw new UsageException($"--connection '{connection}' is not the id of a row of connection");
    }

    private static Inquiry InquiryOf(string target, string? port, string? client, string? listener, bool socks)
    {
        DomainName domain = default;
        if (!NetAddress.TryParse(target, out NetAddress address) && !DomainName.TryParse(target, out domain))
            throw new UsageException($"'{target}' is neither a domain name nor an address");
        return new Inquiry
        {
            Domain = domain,
            Address = address,
            Port = port is null ? DefaultPort : PortOf(port),
            IsDefaultPort = port is null,
            Client = client is null ? default : NetAddress.TryParse(client, out NetAddress asking) ? asking : throw new UsageException($"--client '{client}' is not an address"),
            Listener = listener ?? (socks ? DefaultSocksListener : DefaultListener),
            BySocks = socks,
        };
    }

    private static ushort PortOf(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port != 0 ? port : throw new UsageException($"--port '{text}' is not a port from 1 to 65535");
}
