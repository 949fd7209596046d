using System.CommandLine;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

public sealed class OptionOfTests
{
    [Theory]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void A_whole_number_out_of_bounds_is_named_with_what_was_expected(string text)
    {
        var error = ErrorOf(OptionOf.Int("--days", "Days", 365, 1, 3650), text);
        Assert.Equal($"--days: got {text}, expected a whole number from 1 to 3650", error);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-0.01")]
    [InlineData("1e999")]
    public void A_budget_is_finite_and_not_negative(string text) =>
        Assert.Equal($"--budget: got {text}, expected a finite number, 0 or more",
            ErrorOf(OptionOf.Money("--budget", "Budget"), text));

    [Fact]
    public void A_budget_of_nothing_is_a_budget() =>
        Assert.Null(ErrorOf(OptionOf.Money("--budget", "Budget"), "0"));

    [Fact]
    public void A_choice_lists_its_words() =>
        Assert.Equal("--clock: got sundial, expected one of wall, stream",
            ErrorOf(OptionOf.Choice("--clock", "Clock", "wall", "wall", "stream"), "sundial"));

    [Fact]
    public void What_is_written_to_is_looked_at_before_the_work()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("taken", "");
        Assert.Equal($"--out: got {file}, expected a folder that can be written to, or a path "
                + "where one can be made",
            ErrorOf(OptionOf.OutputFolder("--out", "Out"), file));
        Assert.Equal($"--out: got {file}/below, expected a folder that can be written to, or a path "
                + "where one can be made",
            ErrorOf(OptionOf.OutputFolder("--out", "Out"), file + "/below"));
        Assert.Equal($"--out: got {folder.Path}, expected the path of a file that can be written",
            ErrorOf(OptionOf.OutputFile("--out", "Out"), folder.Path));
        Assert.Equal($"--out: got {file}/below, expected the path of a file that can be written",
            ErrorOf(OptionOf.OutputFile("--out", "Out"), file + "/below"));
        Assert.Null(ErrorOf(OptionOf.OutputFile("--out", "Out"), file));
        Assert.Null(ErrorOf(OptionOf.OutputFolder("--out", "Out"), folder.File("new/and/deep")));
        Assert.NotNull(ErrorOf(OptionOf.OutputFolder("--out", "Out"), folder.File(new string('a', 300))));
        Assert.NotNull(ErrorOf(OptionOf.OutputFile("--out", "Out"), folder.File(new string('a', 300))));
        Assert.NotNull(ErrorOf(OptionOf.OutputFile("--out", "Out"), "/proc/none.json"));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal("", File.ReadAllText(file));
    }

    [Fact]
    public void A_file_must_exist() =>
        Assert.Equal("--events: got /no/such/file, expected the path of an existing file",
            ErrorOf(OptionOf.InputFile("--events", "Events"), "/no/such/file"));

    private static string? ErrorOf(Option option, string value) =>
        new RootCommand { option }.Parse([option.Name, value]).Errors.FirstOrDefault()?.Message;
}
