using Relay.Store.Model;
using Relay.Store.Phantoms;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

public sealed class IdMarkTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("urelay-mark-").FullName;
    private readonly List<string> told = [];

    private string Kept => Path.Combine(directory, "store.ids");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void It_is_there_after_a_restart_and_never_goes_back()
    {
        IdMark first = Open();
        Raise(first, 7);
        Raise(first, 5);
        Assert.Equal(7, Open().Value);
        Assert.Equal("0000000000007\n", File.ReadAllText(IdMark.OwnFile(Kept)));
        Assert.Empty(told);
    }

    [Fact]
    public void Files_of_other_users_are_read_too()
    {
        File.WriteAllText(Kept + ".somebody", "0000000000042\n");
        IdMark mark = Open();
        Assert.Equal(42, mark.Value);
        Raise(mark, 41);
        Assert.False(File.Exists(IdMark.OwnFile(Kept)) && File.ReadAllText(IdMark.OwnFile(Kept)) == "0000000000041\n");
        Raise(mark, 43);
        Assert.Equal(43, Open().Value);
    }

    [Fact]
    public void A_file_that_is_deleted_is_made_again()
    {
        IdMark mark = Open();
        Raise(mark, 7);
        File.Delete(IdMark.OwnFile(Kept));
        Raise(mark, 8);
        Assert.Equal(8, Open().Value);
        Assert.Empty(told);
    }

    [Fact]
    public async Task Many_at_once_leave_the_highest()
    {
        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() =>
        {
            IdMark own = Open();
            for (int n = 0; n < 100; n++)
                Raise(own, n * 8 + i);
        })));
        Assert.Equal(99 * 8 + 8, Open().Value);
        Assert.Empty(told);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1099511627776")]
    public void What_is_no_id_is_told_once_and_the_rest_goes_on(string content)
    {
        File.WriteAllText(IdMark.OwnFile(Kept), content);
        IdMark mark = Open();
        Raise(mark, 3);
        Raise(mark, 4);
        Assert.Equal(4, mark.Value);
        Assert.Contains("does not hold a phantom id", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_place_it_is_in_memory()
    {
        IdMark mark = new(told.Add);
        mark.Load(null);
        Raise(mark, Phantom.MaxId);
        Assert.Equal(Phantom.MaxId, mark.Value);
        Assert.Empty(told);
    }

    private IdMark Open()
    {
        IdMark mark = new(told.Add);
        mark.Load(Kept);
        return mark;
    }

    private static void Raise(IdMark mark, long id)
    {
        mark.Note(id);
        mark.Save();
    }
}
