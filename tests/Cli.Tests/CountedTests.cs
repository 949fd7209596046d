using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 consumers")]
    [InlineData(1, "1 consumer")]
    [InlineData(2, "2 consumers")]
    [InlineData(12_345, "12,345 consumers")]
    public void One_of_a_thing_is_no_plural(long count, string words) =>
        Assert.Equal(words, Counted.Of(count, "consumer"));
}
