using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Evaluation.Tests;

public sealed partial class ReportTests
{
    private static readonly string Page = SampleReport.Build().Render();

    [Fact]
    public void A_report_asks_nothing_of_any_other_place()
    {
        Assert.DoesNotMatch(@"https?:|//[a-z]|@import|url\(|<link|<img|<iframe|\ssrc=", Page);
    }

    [Fact]
    public void A_report_is_well_formed_and_has_one_of_each_id()
    {
        var body = Regex.Replace(Page, "<script>.*?</script>|<style>.*?</style>", "", RegexOptions.Singleline)
            .Replace("<!doctype html>", "", StringComparison.Ordinal);
        var root = XDocument.Parse(body).Root!;
        var ids = root.Descendants().Select(e => e.Attribute("id")?.Value).Where(id => id is not null).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(root.Descendants("svg"), svg => Assert.NotEmpty(svg.Attribute("aria-label")!.Value));
    }

    [Fact]
    public void The_verdict_and_its_status_come_first()
    {
        var text = Regex.Replace(Page[Page.IndexOf("<main>", StringComparison.Ordinal)..], "<[^>]+>", " ");
        Assert.StartsWith("\u2713 Holds", Regex.Replace(text, @"\s+", " ").Trim());
        Assert.InRange(text.IndexOf("1.9 times", StringComparison.Ordinal), 1, 200);
    }

    [Fact]
    public void Text_from_outside_is_never_markup()
    {
        Assert.DoesNotContain("<script>alert", Page);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", Page);
    }

    [Fact]
    public void The_same_report_has_the_same_bytes() => Assert.Equal(Page, SampleReport.Build().Render());

    [Fact]
    public void Figures_of_the_left_axis_stand_within_the_drawing_however_long()
    {
        var html = new HtmlReport("wide") { StatusText = "usable", Verdict = "Wide." }.Add("Lines", null, new LineChart(
            "Outcome", [new LineSeries("tv", [(0, 0), (1, 12_500_000), (2, 20_000_000)]) { Solid = 2 }])).Render();
        var ticks = TickText().Matches(html);
        Assert.Contains(ticks, tick => tick.Groups[2].Value == "20,000,000");
        Assert.All(ticks, tick => Assert.True(
            double.Parse(tick.Groups[1].Value, CultureInfo.InvariantCulture) >= 6.9 * tick.Groups[2].Length));
        // What was not observed is dashed, from where the line ends.
        var strokes = StrokeText().Matches(html);
        Assert.Equal(["line s0", "line s0 beyond"], strokes.Select(stroke => stroke.Groups[2].Value));
        Assert.EndsWith(strokes[1].Groups[1].Value.Split(' ')[0], strokes[0].Groups[1].Value);
    }

    [Fact]
    public void The_budget_is_read_off_the_line_between_its_points()
    {
        var html = new HtmlWriter();
        new FrontierChart("v", [(0, 1, 4), (10, 41, 2), (20, 61, 0)], 15).Write(html);
        Assert.Contains("data-is=\"budget\">$15.00<", html.ToString());
        Assert.Contains("data-is=\"value\">$51.00<", html.ToString());
        Assert.Contains("data-is=\"price\">$2.00<", html.ToString());
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(.7, "0.700")]
    [InlineData(12.345, "12.3")]
    [InlineData(-1234.5, "\u22121,234")]
    [InlineData(.000012345, "0.0000123")]
    [InlineData(double.NaN, "\u2013")]
    public void Numbers_are_written_for_people(double number, string text) =>
        Assert.Equal(text, ForPeople.Number(number));

    [Theory]
    [InlineData(.0768, .0701, .0835, "0.0768 (0.0701 to 0.0835)")]
    [InlineData(.0921, -.0449, .229, "0.09 (\u22120.04 to 0.23)")]
    [InlineData(1236, 1100, 1300, "1,236 (1,100 to 1,300)")]
    [InlineData(2, 2, 2, "2.00 (2.00 to 2.00)")]
    public void Intervals_say_no_more_than_they_know(double value, double low, double high, string text) =>
        Assert.Equal(text, new Estimate(value, low, high).Format());

    [Theory]
    [InlineData(0, 100, "$0,$20,$40,$60,$80,$100")]
    [InlineData(0, 1, "$0.00,$0.20,$0.40,$0.60,$0.80,$1.00")]
    [InlineData(-1200, 900, "\u2212$1,500,\u2212$1,000,\u2212$500,$0,$500,$1,000")]
    public void Axes_have_round_ticks_without_idle_decimals(double low, double high, string labels) => Assert.Equal(
        labels, string.Join(',', new Axis(low, high, 0, 1).Labels(v => ForPeople.Money(v)).Select(l => l.Text)));

    [GeneratedRegex("""<text x="([0-9.]+)" y="[-0-9.]+" text-anchor="end" class="tick">([^<]+)<""")]
    private static partial Regex TickText();

    [GeneratedRegex("""<polyline points="([^"]+)" class="([^"]+)">""")]
    private static partial Regex StrokeText();
}
