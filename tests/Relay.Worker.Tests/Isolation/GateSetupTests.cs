using CsCheck;
using Relay.Worker.Isolation;
using Xunit;

namespace Relay.Worker.Tests.Isolation;

public sealed class GateSetupTests
{
    [Fact]
    public void What_is_encoded_is_decoded() =>
        Gen.Select(Gen.Int[1, 200], Gen.ULong, Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.String[Gen.Char['/', 'z'], 1, 20].Array).Sample(
            (loops, files, user, group, hidden) =>
            {
                GateSetup decoded = GateSetup.Decode(new GateSetup(loops, files, user, group, hidden).Encode());
                return (decoded.Loops, decoded.SoftOpenFiles, decoded.UserId, decoded.GroupId) == (loops, files, user, group) && decoded.Hidden.SequenceEqual(hidden);
            });

    [Fact]
    public void Anything_else_is_refused_and_does_not_crash() =>
        Gen.Byte.Array[0, 64].Sample(message =>
        {
            try
            {
                _ = GateSetup.Decode(message);
            }
            catch (FormatException refused)
            {
                return refused.Message.Length > 0;
            }
            return true;
        });
}
