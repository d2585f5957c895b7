using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Naming;

/// <summary>
/// A listener's certificate with its chain and key, from PEM files. When they have changed, as a renewal does, they are read again; while what is there is no use,
/// the last good one serves on. Thread-safe.
/// </summary>
internal sealed class TlsIdentity
{
    /// <summary>How old what is known of the files may be.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string certificate, key;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private (DateTime Certificate, DateTime Key) changed;
    private SslStreamCertificateContext current;
    private long looked;

    /// <param name="certificate">The file of the certificate, with those that lead from it to a root.</param>
    /// <param name="key">The file of its private key; may be the same.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidDataException">They cannot be used: which, and why, in one line.</exception>
    public TlsIdentity(string certificate, string key, TimeProvider time)
    {
        (this.certificate, this.key, this.time) = (certificate, key, time);
        changed = ChangedAt();
        looked = time.GetTimestamp();
        current = Read();
    }

    /// <summary>What a handshake that begins now is to show.</summary>
    public SslServerAuthenticationOptions Options(ILogger logger, string listener) => new()
    {
        ServerCertificateContext = Current(logger, listener),
        // What the system's policy allows, and nothing older than 1.2 (RFC 8310 section 8.2).
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    private SslStreamCertificateContext Current(ILogger logger, string listener)
    {
        lock (gate)
        {
            if (time.GetElapsedTime(looked) < LookEvery)
                return current;
            looked = time.GetTimestamp();
            if (ChangedAt() is var now && now == changed)
                return current;
            changed = now;
            try
            {
                current = Read();
                Log.NamingCertificateRead(logger, listener, certificate);
            }
            catch (InvalidDataException unusable)
            {
                Log.NamingCertificateUnusable(logger, listener, unusable.Message);
            }
            return current;
        }
    }

    private SslStreamCertificateContext Read()
    {
        try
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificate);
            // Its own intermediates and no others: nothing is fetched.
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), chain, offline: true);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"certificate {certificate} with key {key}: {unreadable.Message.ReplaceLineEndings(" ")}");
        }
    }

    private (DateTime Certificate, DateTime Key) ChangedAt() => (File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key));
}
