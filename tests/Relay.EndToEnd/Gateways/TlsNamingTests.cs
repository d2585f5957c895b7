using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>DNS over TLS from <c>urelay run</c>, as dig(1) sees it.</summary>
public sealed class TlsNamingTests
{
    private static readonly string Address = new IPAddress([127, 76, (byte)Environment.ProcessId, 1]).ToString();

    [Fact]
    public async Task Names_are_the_same_in_TLS_and_without()
    {
        Urelay user = Urelay.As("root");
        string certificate = WriteCertificate(user.Home);
        using Worker worker = await Worker.StartAsync(user, [$"dns://{Address}:53", $"dot://{Address}:853?cert={certificate}"], []);
        string phantom = await DigAsync("+short", "www.example.test", "AAAA");
        Assert.StartsWith("fd75:7265:6c61:7900:", phantom, StringComparison.Ordinal);
        Assert.Equal(phantom, await DigAsync("+tls", $"+tls-ca={certificate}", "+tls-hostname=dns.test", "+short", "www.example.test", "AAAA"));
        Assert.Contains("status: NXDOMAIN", await DigAsync("+tls", "printer.local", "A"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_certificate_it_does_not_start()
    {
        using Urelay user = Urelay.As("root");
        ShellResult result = await user.RunAsync("run", "--store", Path.Combine(user.Home, "urelay.db"), "--listen", $"dot://{Address}:8853?cert=/nowhere/chain.pem");
        Assert.Equal(1, result.Status);
        Assert.Contains($"listener dot://{Address}:8853?cert=/nowhere/chain.pem: certificate /nowhere/chain.pem with key /nowhere/chain.pem: ", result.Errors, StringComparison.Ordinal);
    }

    private static string WriteCertificate(string directory)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=dns.test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("dns.test");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        string file = Path.Combine(directory, "identity.pem");
        File.WriteAllText(file, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return file;
    }

    private static async Task<string> DigAsync(params string[] query)
    {
        ShellResult result = await Shell.TryRunAsync("dig", [$"@{Address}", "+time=20", .. query]);
        Assert.Equal(0, result.Status);
        return result.Output;
    }
}
