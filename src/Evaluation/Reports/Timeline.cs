namespace WorldModel.Evaluation.Reports;

/// <summary>
/// A consumer's history, a lane for each kind of event and a square for each day on which it happened.
/// </summary>
/// <param name="Days">Labels of the days, oldest first.</param>
/// <param name="Lanes">The kinds of events, actions first.</param>
public sealed record Timeline(string[] Days, IReadOnlyList<TimelineLane> Lanes) : IBlock
{
    private const double LaneHeight = 20;

    public void Write(HtmlWriter html)
    {
        var left = Lanes.Max(lane => ChartFrame.TextWidth(lane.Name)) + 14;
        var cell = (400 - left) / Days.Length;
        var height = LaneHeight * Lanes.Count + 22;
        html.Open(
            "svg", ("viewBox", FormattableString.Invariant($"0 0 400 {height}")), ("role", "img"),
            ("aria-label", Describe()), ("class", "chart timeline"));
        for (var lane = 0; lane < Lanes.Count; lane++) WriteLane(html, lane, left, cell);
        var bottom = LaneHeight * Lanes.Count + 16;
        ChartFrame.Text(html, left, bottom, Days[0], "start", "tick");
        ChartFrame.Text(html, 400, bottom, Days[^1], "end", "tick");
        html.Close("svg");
    }

    private void WriteLane(HtmlWriter html, int lane, double left, double cell)
    {
        var y = lane * LaneHeight;
        ChartFrame.Text(html, left - 10, y + 14, Lanes[lane].Name, "end", "label");
        ChartFrame.Line(html, left, y + 10, 400, y + 10, "grid");
        var kind = Lanes[lane].Outcome ? "event outcome" : "event action";
        foreach (var day in Lanes[lane].Happened)
        {
            html.Open(
                "rect", ("x", left + day * cell + cell * .1), ("y", y + 4), ("width", cell * .8), ("height", 12),
                ("rx", 2), ("class", kind))
                .Element("title", $"{Lanes[lane].Name}, {Days[day]}").Close("rect");
        }
    }

    private string Describe() => $"History from {Days[0]} to {Days[^1]}: " + string.Join(
        ", ", Lanes.Select(lane => $"{lane.Name} {lane.Happened.Count} times"));
}

/// <summary>One kind of event: the days on which it happened, as indices into the timeline's days.</summary>
public sealed record TimelineLane(string Name, IReadOnlyList<int> Happened, bool Outcome = false);
