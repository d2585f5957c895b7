using System.Text;
using Microsoft.Win32.SafeHandles;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

public sealed class FdPassingTests
{
    [Fact]
    public void Descriptors_arrive_in_order_and_lead_to_the_same_files()
    {
        (SafeFileHandle left, SafeFileHandle right) = FdPassing.CreatePair();
        using (left)
        using (right)
        using (SafeFileHandle first = Memory("first"), second = Memory("second"))
        {
            Assert.True(FdPassing.TrySend(left, "two"u8, (int)first.DangerousGetHandle(), (int)second.DangerousGetHandle()));
            byte[] buffer = new byte[16];

            int length = FdPassing.Receive(right, buffer, out ReceivedDescriptors descriptors);

            Assert.Equal("two", Encoding.ASCII.GetString(buffer, 0, length));
            Assert.Equal(["first", "second"], descriptors.Take(2).Select(TextAndClose));
        }
    }

    [Fact]
    public void As_many_descriptors_as_the_kernel_takes_pass_at_once()
    {
        (SafeFileHandle left, SafeFileHandle right) = FdPassing.CreatePair();
        using (left)
        using (right)
        using (SafeFileHandle file = Memory("x"))
        {
            Assert.True(FdPassing.TrySend(left, "x"u8, [.. Enumerable.Repeat((int)file.DangerousGetHandle(), FdPassing.MaxDescriptors)]));
            _ = FdPassing.Receive(right, new byte[1], out ReceivedDescriptors descriptors);
            Assert.Equal(FdPassing.MaxDescriptors, descriptors.Count);
            descriptors.Dispose();
        }
    }

    [Fact]
    public void Descriptors_that_nobody_takes_are_closed()
    {
        (SafeFileHandle left, SafeFileHandle right) = FdPassing.CreatePair();
        (SafeFileHandle passedLeft, SafeFileHandle passedRight) = FdPassing.CreatePair();
        using (left)
        using (right)
        using (passedLeft)
        {
            Assert.True(FdPassing.TrySend(left, "x"u8, (int)passedRight.DangerousGetHandle()));
            passedRight.Dispose();
            _ = FdPassing.Receive(right, new byte[1], out ReceivedDescriptors descriptors);

            descriptors.Dispose();

            // The other end sees the end, so no copy is open anywhere.
            Assert.Equal(0, FdPassing.Receive(passedLeft, new byte[1], out ReceivedDescriptors none));
            none.Dispose();
        }
    }

    [Fact]
    public void A_message_that_does_not_fit_is_refused_and_its_descriptors_are_closed()
    {
        (SafeFileHandle left, SafeFileHandle right) = FdPassing.CreatePair();
        (SafeFileHandle passedLeft, SafeFileHandle passedRight) = FdPassing.CreatePair();
        using (left)
        using (right)
        using (passedLeft)
        {
            Assert.True(FdPassing.TrySend(left, "too long"u8, (int)passedRight.DangerousGetHandle()));
            passedRight.Dispose();
            Assert.Throws<LinuxException>(() => FdPassing.Receive(right, new byte[3], out _));
            Assert.Equal(0, FdPassing.Receive(passedLeft, new byte[1], out _));
        }
    }

    [Fact]
    public void The_end_of_one_side_is_seen_by_the_other()
    {
        (SafeFileHandle left, SafeFileHandle right) = FdPassing.CreatePair();
        using (left)
        {
            right.Dispose();
            Assert.False(FdPassing.TrySend(left, "x"u8));
            Assert.Equal(0, FdPassing.Receive(left, new byte[1], out _));
        }
    }

    private static SafeFileHandle Memory(string text)
    {
        SafeFileHandle file = new(Libc.OpenMemory("test"), ownsHandle: true);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
        return file;
    }

    private static string TextAndClose(int fd)
    {
        using SafeFileHandle file = new(fd, ownsHandle: true);
        byte[] buffer = new byte[16];
        return Encoding.ASCII.GetString(buffer, 0, RandomAccess.Read(file, buffer, 0));
    }
}
