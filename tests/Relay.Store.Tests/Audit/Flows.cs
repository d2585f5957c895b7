using System.Text;
using CsCheck;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Tests.Audit;

/// <summary>Flows for tests, and their comparison field by field.</summary>
internal static class Flows
{
    private static readonly Gen<string> Text = Gen.OneOf("a", "Z", ".", "ü", "\0", "\\", "€", "😀").Array[0, 40].Select(string.Concat);
    private static readonly Gen<NetAddress> Address = Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new NetAddress(new UInt128(high, low)));
    private static readonly Gen<long?> RowId = Gen.Long.Nullable();

    private static readonly Gen<FlowAttempt> Attempt =
        from address in Address.Nullable()
        from upstream in Gen.OneOf("direct", "tor", "ü")
        from times in Gen.Long[0, DateTime.MaxValue.Ticks].Array[2]
        from outcome in Gen.Enum<Outcome>().Nullable()
        select new FlowAttempt(address, upstream, times[0], times[1], outcome);

    public static Gen<FlowRecord> Any { get; } =
        from id in Gen.Long
        from numbers in Gen.Long.Array[3]
        from times in Gen.Long[0, DateTime.MaxValue.Ticks].Array[4]
        from attempts in Attempt.Array[0, 5].Null()
        from ports in Gen.UShort.Array[2]
        from transport in Gen.Enum<Transport>()
        from outcome in Gen.Enum<Outcome>()
        from client in Address
        from form in Gen.Enum<ClientForm>()
        from listener in Text
        from learntBy in Gen.Enum<LearntBy>().Nullable()
        from addresses in Address.Nullable().Array[3]
        from texts in Text.Null().Array[5]
        from rules in RowId.Array[2]
        from optionalPorts in Gen.UShort.Nullable().Array[2]
        select new FlowRecord
        {
            Id = id,
            Listener = listener,
            Transport = transport,
            ClientAddress = client,
            ClientForm = form,
            ClientPort = ports[0],
            AskedAddress = addresses[0],
            AskedPort = ports[1],
            Domain = texts[0],
            LearntBy = learntBy,
            RuleId = rules[0],
            AddressRuleId = rules[1],
            Rewrites = texts[1],
            TargetDomain = texts[2],
            TargetAddress = addresses[1],
            TargetPort = optionalPorts[0],
            Upstream = texts[3],
            RemoteAddress = addresses[2],
            RemotePort = optionalPorts[1],
            BytesUp = numbers[0],
            BytesDown = numbers[1],
            AcceptedAt = times[0],
            DialingAt = times[3],
            DialedAt = times[1],
            EndedAt = times[2],
            Outcome = outcome,
            Error = texts[4],
            Revision = numbers[2],
            Attempts = attempts,
        };

    public static FlowRecord Make(long id, Outcome outcome = Outcome.Ok, string? domain = "demo.test") => new()
    {
        Id = id,
        Listener = "lan",
        ClientAddress = NetAddress.Parse("192.0.2.1"),
        ClientPort = (ushort)id,
        Domain = domain,
        LearntBy = LearntBy.Phantom,
        TargetPort = 80,
        Upstream = "direct",
        AcceptedAt = id,
        Outcome = outcome,
    };

    public static byte[] Frame(FlowRecord flow)
    {
        byte[] buffer = new byte[FlowRecordCodec.MaxFrameLength];
        return buffer[..FlowRecordCodec.Encode(flow, buffer)];
    }

    /// <summary>Every property with its value: equal texts are equal records.</summary>
    public static string Show(FlowRecord flow) =>
        typeof(FlowRecord).GetProperties()
            .Aggregate(new StringBuilder(), (text, property) => text.Append(property.Name + '=' + ShowValue(property.GetValue(flow)) + '\n'))
            .ToString();

    private static object ShowValue(object? value) => value is IEnumerable<FlowAttempt> attempts ? string.Join(' ', attempts) : value ?? "null";
}
