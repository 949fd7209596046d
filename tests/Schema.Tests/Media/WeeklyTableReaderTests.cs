using WorldModel.Schema.Media;
using WorldModel.Schema.Readers;

namespace WorldModel.Schema.Tests.Media;

/// <summary>What weekly aggregates must be, and what becomes of those that are not.</summary>
public sealed class WeeklyTableReaderTests
{
    private static readonly DateOnly First = new(2024, 1, 1);

    private static readonly WeeklyColumns Columns = new("sales", ["tv", "search"]) { Covariates = ["price"] };

    [Fact]
    public void Weeks_are_read_in_order()
    {
        var table = Read(Lines(60));
        Assert.Equal((60, First, 1), (table.Weeks, table.FirstWeek, table.Geos.Length));
        Assert.Equal(107, table.Outcome[7]);
        Assert.Equal([7.0, 14], table.Spend[14..16]);
        Assert.Equal(2, table.Covariate[7]);
        Assert.Empty(table.Notes);
    }

    [Fact]
    public void Unsorted_weeks_are_sorted_and_that_is_said()
    {
        var lines = Lines(60);
        (lines[3], lines[9]) = (lines[9], lines[3]);
        var table = Read(lines);
        Assert.Equal(Enumerable.Range(100, 60).Select(i => (double)i), table.Outcome);
        Assert.Contains(table.Notes, note => note.Contains("sorted"));
    }

    [Fact]
    public void A_gap_names_the_week_that_is_missing() =>
        AssertRefused([.. Lines(60).Where((_, i) => i != 20)], "line 22: week: got '2024-05-27', expected 2024-05-20");

    [Fact]
    public void A_week_twice_names_both_lines() =>
        AssertRefused([.. Lines(60), Line(5)], "line 62: week: got '2024-02-05', expected each week once; line 7");

    [Fact]
    public void Days_are_no_weeks() => AssertRefused(
        [.. Enumerable.Range(0, 60).Select(i => $"{First.AddDays(i):yyyy-MM-dd},1,1,1,1")], "seven days apart");

    [Fact]
    public void Negative_spend_is_refused() =>
        AssertRefused(With(12, "100,-5,3,2"), "line 14: tv: got '-5', expected spend of 0 or more");

    [Theory]
    [InlineData("NaN,1,3,2", "line 14: sales: got 'NaN'")]
    [InlineData("100,inf,3,2", "line 14: tv: got 'inf'")]
    [InlineData("100,1,,2", "line 14: search: got nothing")]
    [InlineData("100,1,3,NaN", "line 14: price: got 'NaN'")]
    [InlineData("100,1,3,n/a", "line 14: price: got 'n/a'")]
    public void A_number_that_is_none_is_refused(string cells, string expected) =>
        AssertRefused(With(12, cells), expected + ", expected a finite number");

    [Fact]
    public void An_amount_past_all_reason_is_refused() =>
        AssertRefused(With(12, "1e200,1,3,2"), "line 14: sales: got '1e200', expected at most 1e15");

    [Fact]
    public void A_year_is_the_least() => AssertRefused(Lines(51), "weeks: got '51', expected at least 52");

    [Fact]
    public void A_missing_column_is_named() => Assert.Contains(
        "column radio", Assert.Throws<InputException>(
            () => Read(Lines(60), Columns with { Spend = ["tv", "radio"] })).Message);

    [Fact]
    public void A_column_in_two_places_is_refused() => Assert.Contains(
        "got 'tv', expected each column in one place", Assert.Throws<InputException>(
            () => Read(Lines(60), Columns with { Covariates = ["tv"] })).Message);

    [Fact]
    public void A_channel_that_never_spends_is_kept_and_noted()
    {
        var table = Read([.. Enumerable.Range(0, 60).Select(i => Line(i, $"{i},{i},0,2"))]);
        Assert.Equal(2, table.Channels.Length);
        Assert.Contains(table.Notes, note => note.StartsWith("search: nothing was ever spent"));
    }

    [Fact]
    public void A_channel_that_always_spends_the_same_is_kept_and_noted()
    {
        var table = Read([.. Enumerable.Range(0, 60).Select(i => Line(i, $"{i},40,{i},2"))]);
        Assert.Contains(table.Notes, note => note.StartsWith("tv: the same was spent every week"));
    }

    [Fact]
    public void Words_become_a_number_each_but_the_commonest()
    {
        var table = Read([.. Enumerable.Range(0, 60).Select(i => Line(i, $"{i},1,{i},{(i == 4 ? "sale" : "na")}"))]);
        Assert.Equal(["price=sale"], table.Covariates);
        Assert.Equal(4, Array.IndexOf(table.Covariate, 1.0));
        Assert.Equal(1, table.Covariate.Sum());
    }

    [Fact]
    public void Geos_must_have_the_same_weeks()
    {
        var lines = Lines(60).Select(line => line + ",north").Concat(Lines(59).Select(line => line + ",south"));
        var error = Assert.Throws<InputException>(() => Read([.. lines], Columns with { Geo = "geo" }, ",geo"));
        Assert.Contains("week of south: got '2025-02-10 as the last', expected weeks up to 2025-02-17", error.Message);
    }

    [Fact]
    public void Geos_follow_each_other_and_their_heads_too()
    {
        var lines = Lines(60).SelectMany(line => (string[])[line + ",south", line + ",north"]);
        var table = Read([.. lines], Columns with { Geo = "geo" }, ",geo");
        Assert.Equal(["north", "south"], table.Geos);
        var head = table.Head(52);
        Assert.Equal(table.Outcome[60..112], head.Outcome[52..]);
        Assert.Equal(table.Spend[120..224], head.Spend[104..]);
        Assert.Equal(2 * (52 * 51 / 2), head.TotalSpend(0));
    }

    [Fact]
    public void Days_may_be_written_month_first_or_as_told()
    {
        var american = Enumerable.Range(0, 60).Select(i => FormattableString.Invariant(
            $"{First.AddDays(7 * i):M'/'d'/'yyyy},{i},1,1,1"));
        Assert.Equal(First, Read([.. american]).FirstWeek);
        var german = Enumerable.Range(0, 60).Select(i => $"{First.AddDays(7 * i):dd.MM.yyyy},{i},1,1,1");
        Assert.Equal(First, Read([.. german], Columns with { DayFormat = "dd.MM.yyyy" }).FirstWeek);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("dd.MM")]
    [InlineData("")]
    public void A_format_that_tells_no_day_is_refused(string format) => Assert.Contains(
        $"day format: got '{format}', expected a format of day, month and year", Assert.Throws<InputException>(
            () => Read(Lines(60), Columns with { DayFormat = format })).Message);

    [Theory]
    [InlineData("0")]
    [InlineData("7.5")]
    public void An_outcome_that_never_changes_is_refused(string outcome)
    {
        var lines = Enumerable.Range(0, 60).Select(i => Line(i, $"{outcome},{i},{i},2")).ToArray();
        AssertRefused(lines, $"sales: got '{outcome} in every week', expected an outcome that changes");
        var geos = Lines(60).Select(line => line + ",north").Concat(lines.Select(line => line + ",south"));
        Assert.StartsWith("sales of south: got", Assert.Throws<InputException>(
            () => Read([.. geos], Columns with { Geo = "geo" }, ",geo")).Message);
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(-3, -5)]
    public void An_outcome_that_sums_to_0_or_less_is_refused(int even, int odd) => AssertRefused(
        [.. Enumerable.Range(0, 60).Select(i => Line(i, $"{(i % 2 == 0 ? even : odd)},{i},{i},2"))],
        $"sales: got 'weeks that sum to {30 * (even + odd)}', expected a sum above 0");

    [Fact]
    public void A_day_written_otherwise_is_told_of_the_day_format() => AssertRefused(
        [.. Lines(60).Select(line => "31.12.2024" + line[10..])],
        "line 2: week: got '31.12.2024', expected a day as yyyy-MM-dd or M/d/yyyy; where it is written otherwise");

    [Fact]
    public void A_word_that_is_missing_is_named_where_it_is_missing() => AssertRefused(
        [.. Enumerable.Range(0, 60).Select(i => Line(i, $"{i},1,{i},{(i == 4 ? "" : "na")}"))],
        "line 6: price: got nothing, expected a word, as in the other rows");

    private static void AssertRefused(string[] lines, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Read(lines)).Message);

    private static string[] With(int index, string cells)
    {
        var lines = Lines(60);
        lines[index] = Line(index, cells);
        return lines;
    }

    private static string[] Lines(int count) => [.. Enumerable.Range(0, count).Select(Line)];

    private static string Line(int i) => Line(i, $"{100 + i},{i},{2 * i},{i % 5}");

    private static string Line(int i, string cells) => $"{First.AddDays(7 * i):yyyy-MM-dd},{cells}";

    private static WeeklyTable Read(string[] lines, WeeklyColumns? columns = null, string more = "")
    {
        using var source = Table.Csv("weekly.csv", new StringReader(
            "week,sales,tv,search,price" + more + "\n" + string.Join('\n', lines) + "\n"));
        return WeeklyTableReader.Read(source, columns ?? Columns);
    }
}
