using WorldModel.Cli.Reproduction;
using WorldModel.Schema;

namespace WorldModel.Cli.Tests.Reproduction;

public sealed class CellFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_cell_that_was_cut_off_goes_and_those_after_it_are_read()
    {
        var file = Cells();
        file.Add(new Cell("first", 1));
        // Ended in the midst of a write, behind a brace or not.
        foreach (var part in (string[])["{\"Name\":\"secon", "{\"Name\":{}"])
        {
            File.AppendAllText(file.Path, part);
            Assert.Equal([new Cell("first", 1)], Cells().Read());
        }

        Cells().Add(new Cell("second", 2));
        Assert.Equal([new Cell("first", 1), new Cell("second", 2)], Cells().Read());
    }

    [Fact]
    public void A_line_that_is_no_cell_is_bad_input_and_is_named()
    {
        _folder.Write("cells.ndjson", "{\"Name\":\"first\",\"Value\":1}\nmine\n");
        var problem = Assert.Throws<InputException>(() => Cells().Read());
        Assert.Contains("line 2", problem.Message);
        Assert.Contains("mine", problem.Message);
    }

    private CellFile<Cell> Cells() => new(_folder.File("cells.ndjson"));

    private sealed record Cell(string Name, double Value);
}
