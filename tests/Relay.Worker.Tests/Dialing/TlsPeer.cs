using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Worker.Tests.Dialing;

/// <summary>A proxy's end of TLS on loopback, with a certificate of an authority that is made with it.</summary>
internal sealed class TlsPeer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string directory = Directory.CreateTempSubdirectory("urelay-tls-").FullName;
    private readonly X509Certificate2 certificate;
    private Socket? accepted;

    /// <param name="name">What the certificate is for.</param>
    public TlsPeer(string name)
    {
        DateTimeOffset from = DateTimeOffset.UnixEpoch, until = from.AddYears(200);
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest root = new("CN=test authority", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = root.CreateSelfSigned(from, until);
        CertificateRequest request = new("CN=proxy", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        certificate = request.Create(authority, from, until, [1]).CopyWithPrivateKey(key);
        Ca = Path.Combine(directory, "ca.pem");
        File.WriteAllText(Ca, authority.ExportCertificatePem());
        listener.Start();
    }

    /// <summary>The authority's file.</summary>
    public string Ca { get; }

    public ushort Port => (ushort)((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Of the connection that was accepted.</summary>
    public Socket Socket => accepted!;

    public async Task<SslStream> AcceptAsync()
    {
        accepted = await listener.AcceptSocketAsync();
        SslStream stream = new(new NetworkStream(accepted));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
        return stream;
    }

    public void Dispose()
    {
        accepted?.Dispose();
        listener.Dispose();
        certificate.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
