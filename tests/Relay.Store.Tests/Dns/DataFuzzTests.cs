using System.Text;
using Relay.Store.Dns;
using Relay.TestKit.Fuzzing;
using Xunit;
using static System.Convert;

namespace Relay.Store.Tests.Dns;

/// <summary>Data of records from name servers, and content of records from tables: broken in all ways.</summary>
[Trait("kind", "fuzz")]
public sealed class DataFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Services =
    [
        FromHexString("000100"), FromHexString("0001000001000602683202683300040004c0000201"), FromHexString("00010000000004000100040001000302683200020000" + "0004000801020304c0000201"),
        FromHexString("000000"), FromHexString("00010377777700"), FromHexString("000100000300020050" + "00050003010203" + "00060010fd000000000000000000000000000001"),
    ];

    private static readonly (string Type, string Content)[] Contents =
    [
        ("A", "192.0.2.1"), ("AAAA", "2001:db8::1"), ("CAA", "0 issue \"ca.example.net\""), ("CNAME", "www.example.com."), ("HTTPS", "1 . alpn=h2,h3 port=8443 mandatory=alpn ech=AAAA key667=\\000x"),
        ("MX", "10 mail.example.com"), ("NAPTR", "100 10 \"S\" \"SIP+D2U\" \"!^.*$!sip:a@b!\" _sip._udp.example.com"), ("SOA", "ns.example.com admin.example.com 1 3600 600 86400 300"),
        ("SRV", "0 5 5060 sip.example.com"), ("TLSA", "3 1 1 00ff 11"), ("TXT", "\"a \\\" b\" c\\.d \"\\255\""), ("TYPE65280", "\\# 3 abcdef"), ("OPENPGPKEY", "mQEN BF=="),
    ];

    [Fact]
    public void What_is_left_of_a_service_record_is_one_that_is_left_as_it_is()
    {
        int left = 0;
        FuzzRun.Over(Services, output.WriteLine, data =>
        {
            if (SvcbFilter.Filter(data) is not { } filtered)
                return;
            left++;
            Assert.Equal(filtered, SvcbFilter.Filter(filtered));
        });
        Assert.NotEqual(0, left);
    }

    [Fact]
    public void Content_is_data_or_has_a_fault()
    {
        int encoded = 0;
        FuzzRun.Over([.. Contents.Select(each => Encoding.UTF8.GetBytes(each.Content))], output.WriteLine, bytes =>
        {
            string content = Encoding.UTF8.GetString(bytes);
            foreach ((string word, _) in Contents)
            {
                Assert.True(RecordType.TryParse(word, out RecordType? type, out _));
                bool isData = RecordContent.TryEncode(type, content, out byte[]? data, out string? fault);
                encoded += isData ? 1 : 0;
                Assert.True(isData ? data!.Length <= ushort.MaxValue : fault is { Length: > 0 });
            }
        });
        Assert.NotEqual(0, encoded);
    }
}
