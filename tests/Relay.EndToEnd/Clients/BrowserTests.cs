using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Clients;

/// <summary>Chromium, with a page whose script and images have names of their own.</summary>
[Collection(SharedNamingLab.Name)]
public sealed class BrowserTests(NamingLab lab)
{
    private const int Port = 8000;

    private static readonly Dictionary<string, (string Type, string Text)> Pages = new()
    {
        ["/page"] = ("text/html", $"""
            <!doctype html>
            <p id="seen">nothing yet</p>
            <script src="http://script.example.org:{Port}/script"></script>
            <img src="http://images.example.org:{Port}/image" onload="loaded()">
            <img src="http://pictures.example.org:{Port}/image" onload="loaded()">
            """),
        ["/script"] = ("text/javascript", "let count = 0; function loaded() { if (++count == 2) document.getElementById('seen').textContent = 'all loaded'; }"),
        ["/image"] = ("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='8' height='8'/></svg>"),
    };

    [Fact]
    public async Task A_page_and_its_parts_load_by_names_of_PowerDNS()
    {
        Serve();
        Assert.Contains("<p id=\"seen\">all loaded</p>", await BrowseAsync(NamingLab.PowerDns, $"http://page.example.org:{Port}/page"), StringComparison.Ordinal);
        IReadOnlyList<AuditRow> rows = await AuditRows.WaitAsync(
            lab.Worker.Store, rows => NamingLab.PageNames.All(name => rows.Any(row => row.Domain == name && row.Outcome == "ok")));
        Assert.All(rows.Where(row => NamingLab.PageNames.Contains(row.Domain)), row => Assert.Equal("ok", row.Outcome));
    }

    /// <summary>As docs/clients.md has it of browsers: the default pool is a local network to them, one of global addresses is not.</summary>
    [Fact]
    public async Task A_page_at_a_public_address_may_load_names_from_a_global_pool_only()
    {
        const string server = NamingLab.GlobalAddress;
        Serve();
        string page = $"http://{lab.Internet.Address4}:{Port}/page";
        Assert.Contains("<p id=\"seen\">nothing yet</p>", await BrowseAsync(server, page), StringComparison.Ordinal);

        // Of RFC 9637: the older documentation prefix, 2001:db8::/32, is local to Chromium too.
        lab.Worker.Sql($"INSERT INTO pool (name, kind, prefix, listener) VALUES ('own', 'phantom6', '3fff:7e57:0:7900::/64', '{NamingLab.Global}')");
        string address;
        do
            address = (await lab.Private.RunAsync("dig", $"@{server}", "+short", NamingLab.Site, "AAAA")).Output;
        while (!address.StartsWith("3fff:7e57:0:7900:", StringComparison.Ordinal));
        Assert.Contains("<p id=\"seen\">all loaded</p>", await BrowseAsync(server, page), StringComparison.Ordinal);
    }

    private void Serve() => lab.ServeOnce(Port, client => HttpServer.ServeAsync(client, Pages));

    /// <summary>The page as it stands when all that it waits for has come or failed.</summary>
    private async Task<string> BrowseAsync(string server, string url)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("urelay-browser-");
        ShellResult result = await lab.RunAsync(
            $"nameserver {server}\n", "env", $"HOME={home.FullName}", "timeout", "120", "chromium-headless-shell", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            $"--user-data-dir={home.FullName}/profile", "--virtual-time-budget=10000", "--dump-dom", url);
        home.Delete(recursive: true);
        Assert.True(result.Status == 0, result.ToString());
        return result.Output;
    }
}
