using WorldModel.Silo.Tests.Killing;

namespace WorldModel.Silo.Tests;

/// <summary>The shipped program where it cannot start: one line that says why, and exit code 2.</summary>
public sealed class SiloProgramTests(SmallWorld world) : IDisposable
{
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("", "data: got nothing, expected a directory for the store")]
    [InlineData("--data {data} --clock sun", "clock: got 'sun', expected one of Wall, Stream")]
    [InlineData("--data {data} --shards many", "shards: got 'many', expected a whole number")]
    [InlineData("--data {data} --model none.wmdl", "model: got 'none.wmdl', expected a model file that is there")]
    public async Task Bad_options_are_named_in_one_line(string options, string expected)
    {
        var given = options.Replace("{data}", _data.Path).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] arguments = [.. given, "--schema", world.SchemaFile, "--url", "http://127.0.0.1:0"];
        var (exit, _, error) = await SiloProcess.Run(arguments, TestContext.Current.CancellationToken);
        Assert.Equal((2, expected), (exit, error.TrimEnd()));
    }
}
