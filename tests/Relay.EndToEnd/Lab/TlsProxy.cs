using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.EndToEnd.Lab;

/// <summary>HAProxy on the internet side, which takes TLS off what goes to <see cref="ConnectProxy"/>: an HTTP proxy over TLS, with a certificate for <see cref="Name"/>.</summary>
internal sealed class TlsProxy : IDisposable
{
    public const string Name = "proxy.test";
    public const int Port = 8183;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-tls-");
    private readonly RunningProgram program;

    private TlsProxy(InternetSide internet)
    {
        string configuration = Path.Combine(directory.FullName, "haproxy.cfg");
        WriteCertificate();
        File.WriteAllText(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            defaults
              mode tcp
              timeout client 60s
              timeout connect 60s
              timeout server 60s
            listen tls
              bind :::{Port} v4v6 ssl crt {Certificate}
              server proxy 127.0.0.1:{ConnectProxy.Port}

            """));
        program = new(["setsid", "ip", "netns", "exec", internet.Space.Name, "haproxy", "-db", "-V", "-f", configuration], new Dictionary<string, string>(), directory.FullName);
    }

    /// <summary>Of itself, and so of who issued it: for <c>tls_ca</c>.</summary>
    public string Certificate => Path.Combine(directory.FullName, "identity.pem");

    public static async Task<TlsProxy> StartAsync(InternetSide internet)
    {
        TlsProxy proxy = new(internet);
        try
        {
            await proxy.program.WaitAsync(() => internet.Listens(Port), "listen");
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        program.Dispose();
        directory.Delete(recursive: true);
    }

    private void WriteCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=proxy", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(Certificate, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }
}
