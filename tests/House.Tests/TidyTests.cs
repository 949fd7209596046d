using System.Text.RegularExpressions;

namespace WorldModel.House.Tests;

/// <summary>The house's style, as far as a formatter cannot keep it. A failure lists every place.</summary>
public sealed partial class TidyTests
{
    private const int LongestFile = 600;
    private const int LongestLine = 120;
    private const int MedianFile = 110;

    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold()
    {
        AssertNone(
            from file in Repository.CSharp("src", "tests", "bench")
            where file.Lines.Length > LongestFile
            select $"{file.Name}: {file.Lines.Length} lines, at most {LongestFile}");
    }

    [Fact]
    public void The_median_file_is_small()
    {
        var sizes = Repository.CSharp("src").Select(file => file.Lines.Length).Order().ToArray();
        var median = sizes[sizes.Length / 2];
        Assert.True(median <= MedianFile, $"the median file of src has {median} lines, at most {MedianFile}");
    }

    [Fact]
    public void No_line_is_longer_than_the_editorconfig_says()
    {
        AssertNone(
            from file in Repository.CSharp("src", "tests", "bench")
            from line in file.Lines.Select((text, index) => (text, number: index + 1))
            where line.text.Length > LongestLine
            select $"{file.Name}:{line.number}: {line.text.Length} characters, at most {LongestLine}");
    }

    [Fact]
    public void Time_randomness_and_identity_are_injected() => AssertAbsent(
        ["src"],
        AmbientState(),
        "take a TimeProvider, a RandomStream or an id from the caller");

    [Fact]
    public void Only_the_command_line_writes_to_the_console() => AssertAbsent(
        ["src/Numerics", "src/Schema", "src/Models", "src/Allocation", "src/Evaluation", "src/Simulation",
            "src/Grains", "src/Grains.Interfaces", "src/Client"],
        ConsoleUse(),
        "return a result, or report progress to the caller");

    [Fact]
    public void Grains_keep_to_their_turns() => AssertAbsent(
        ["src/Grains"],
        OutOfTurn(),
        "a grain works in synchronous sections of its own turns: docs/ARCHITECTURE.md, Turns");

    [Fact]
    public void Nothing_is_left_to_do_in_the_code() => AssertAbsent(
        ["src", "tests", "bench"],
        Unfinished(),
        "finish it, or leave it out and say so in the docs");

    [Fact]
    public void Every_public_type_says_what_it_is()
    {
        AssertNone(
            from file in Repository.CSharp("src")
            from line in file.Lines.Select((text, index) => (text, index))
            where PublicType().IsMatch(line.text) && !IsDocumented(file.Lines, line.index)
            select $"{file.Name}:{line.index + 1}: {line.text.Trim()}");
    }

    private static bool IsDocumented(string[] lines, int index)
    {
        var above = index - 1;
        while (above >= 0 && lines[above].TrimStart() is var text
            && (text.StartsWith('[') || text.Length == 0 || text.StartsWith("#", StringComparison.Ordinal)))
        {
            above--;
        }

        return above >= 0 && lines[above].TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    private static void AssertAbsent(string[] folders, Regex pattern, string instead) => AssertNone(
        from file in Repository.CSharp(folders)
        where !file.Name.EndsWith("TidyTests.cs", StringComparison.Ordinal)
        from line in file.Code()
        where pattern.IsMatch(line.Text)
        select $"{file.Name}:{line.Number}: {line.Text.Trim()} ({instead})");

    private static void AssertNone(IEnumerable<string> places)
    {
        var list = places.ToArray();
        Assert.True(list.Length == 0, string.Join(Environment.NewLine, list));
    }

    [GeneratedRegex(
        @"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b|\bRandom\.Shared\b|new Random\(|Guid\.NewGuid")]
    private static partial Regex AmbientState();

    [GeneratedRegex(@"\bConsole\.(Write|Out|Error|Read)")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(
        @"\block\s*\(|\bTask\.Run\b|\bnew Thread\b|\bThread\.Sleep\b|\bTask\.Delay\b" +
        @"|\.GetAwaiter\(\)\.GetResult\(\)|ConfigureAwait\(false\)|\bParallel\.")]
    private static partial Regex OutOfTurn();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(
        @"^public\s+(?:(?:sealed|static|abstract|partial|readonly|ref|unsafe)\s+)*" +
        @"(?:class|struct|record|interface|enum|delegate)\b")]
    private static partial Regex PublicType();
}
