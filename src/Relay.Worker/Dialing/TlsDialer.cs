using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>Begins TLS on a connection to a proxy, and makes sure that it is that proxy.</summary>
internal sealed class TlsDialer(EventLoop loop, TrustedRoots roots)
{
    /// <summary>Takes over <paramref name="proxy"/>: on failure its socket is closed.</summary>
    public async ValueTask<DialResult> SecureAsync(DialResult proxy, Upstream upstream, long deadline, DialAttempt attempt)
    {
        LoopSocket plain = proxy.Socket!;
        if (!proxy.Early.IsEmpty)
        {
            plain.Close();
            return DialResult.Failed(Outcome.UpstreamFailed, "it spoke before the TLS handshake");
        }
        if (Libc.TryOpenPair(out int ours, out int theirs) is not Errno.None and Errno failed)
        {
            plain.Close();
            return DialResult.Failed(failed);
        }
        if (LoopSocket.Adopt(loop, ours, out Errno error, stopsShort: true) is not { } socket)
        {
            Libc.Close(theirs);
            plain.Close();
            return DialResult.Failed(error);
        }
        TlsCarrier carrier = new(SocketOf(plain.Release()), plain.Carrier, SocketOf(theirs));
        socket.Carrier = carrier;
        // Called off, the handshake fails.
        _ = attempt.Add(socket);
        Task<string?> opening = Task.Run(() => OpenAsync(carrier, upstream));
        LoopSignal opened = new(loop);
        opened.SetAfter(opening);
        string? fault = await opened.Wait(TimeSpan.FromMilliseconds(Math.Max(0, deadline - loop.Now))) == WaitEnd.Ready ? await opening : "it did not end the TLS handshake in time";
        if (fault is not null)
        {
            socket.Reset();
            return DialResult.Failed(Outcome.UpstreamFailed, fault) with { Remote = proxy.Remote, RemotePort = proxy.RemotePort };
        }
        socket.SetDeadline(TimeSpan.FromMilliseconds(Math.Max(0, deadline - loop.Now)));
        return proxy.Over(socket);
    }

    private static Socket SocketOf(int fd) => new(new SafeSocketHandle(fd, ownsHandle: true));

    /// <returns>Null, or why the proxy is not reached so.</returns>
    private async Task<string?> OpenAsync(TlsCarrier carrier, Upstream upstream)
    {
        X509Certificate2Collection? trusted = null;
        string? distrust = null;
        UpstreamTls tls = upstream.Tls!;
        try
        {
            trusted = tls.Ca is null ? null : roots.Of(tls.Ca);
        }
        catch (InvalidDataException unusable)
        {
            distrust = $"tls_ca {tls.Ca} cannot be used: {unusable.Message}";
        }
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = tls.Name,
            // What the system's policy allows, and nothing older than 1.2 (RFC 8996).
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = upstream.Kind == UpstreamKind.Http ? [SslApplicationProtocol.Http11] : null,
            CertificateChainPolicy = PolicyOf(trusted),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => (distrust ??= Distrust(tls, certificate, chain, errors)) is null,
        };
        return await carrier.OpenAsync(options).ConfigureAwait(false) is { } fault ? distrust ?? $"TLS: {fault}" : null;
    }

    /// <summary>Nothing is fetched, neither certificates nor what was revoked: that would be a way out of its own.</summary>
    private static X509ChainPolicy PolicyOf(X509Certificate2Collection? trusted)
    {
        X509ChainPolicy policy = new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (trusted is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(trusted);
        }
        return policy;
    }

    /// <summary>Null for a certificate that is good.</summary>
    private static string? Distrust(UpstreamTls tls, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None ? null
        : certificate is null ? "it shows no certificate"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? $"its certificate is not trusted ({StatusOf(chain)}): set tls_ca to the file of who issued it"
        : $"its certificate is not for {tls.Name}: set tls_name to the name it is for";

    private static string StatusOf(X509Chain? chain) =>
        string.Join(", ", (chain?.ChainStatus ?? []).Select(status => status.StatusInformation.Trim().ReplaceLineEndings(" ")).Distinct());
}
