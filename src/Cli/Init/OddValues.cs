using System.Globalization;

namespace WorldModel.Cli.Init;

/// <summary>Looks for numbers of an outcome that are likely slips of the pen.</summary>
internal static class OddValues
{
    /// <summary>So few of all rows, and of those with a 1, are no kind of their own.</summary>
    private const double FewOfAll = .01;
    private const double FewOfOnes = .1;

    /// <summary>Reports what makes an amount of a column else 0 or 1, and amounts below 0.</summary>
    /// <param name="findings">Takes what is found.</param>
    /// <param name="table">Where the column stands.</param>
    /// <param name="column">The column.</param>
    /// <param name="of">Which of its rows, in words; empty: all.</param>
    /// <param name="cells">Their numbers as they are written; none is missing.</param>
    public static void Report(Findings findings, OwnTable table, string column, string of, string[] cells)
    {
        var numbers = Array.ConvertAll(cells, text => double.Parse(text, CultureInfo.InvariantCulture));
        int[] odd = [.. Places(number => number is not (0 or 1))];
        if (odd.Length > 0 && odd.Length <= FewOfAll * cells.Length
            && odd.Length <= FewOfOnes * numbers.Count(number => number == 1))
        {
            findings.Add("values", table, column,
                $"{Of(odd.Length)} neither 0 nor 1, as {cells[odd[0]]}, all others one of them",
                "an amount for these alone: correct them, or take them out, where it should be binary");
        }
        int[] below = [.. Places(number => number < 0)];
        if (below.Length > 0)
        {
            findings.Add("values", table, column, $"{Of(below.Length)} below 0, as {cells[below[0]]}",
                "taken as it stands: right for a loss, else correct it or take it out");
        }

        string Of(int count) => FormattableString.Invariant(
            $"{count:N0} of {cells.Length:N0} rows{of} {(count == 1 ? "is" : "are")}");

        IEnumerable<int> Places(Predicate<double> isOdd) =>
            Enumerable.Range(0, numbers.Length).Where(i => isOdd(numbers[i]));
    }
}
