namespace WorldModel.Evaluation.Reports;

/// <summary>
/// Horizontal bars with intervals, one group a row: what was delivered, and beside it, hollow, what was claimed.
/// </summary>
/// <param name="Title">What the bars show, with the unit.</param>
/// <param name="Series">The bars' names in each row, one or two.</param>
/// <param name="Rows">From top to bottom.</param>
public sealed record BarChart(string Title, string[] Series, IReadOnlyList<BarRow> Rows) : IBlock
{
    private const double Thick = 17;
    private const double Thin = 9;

    public string? Note { get; init; }

    public Func<double, string> Format { get; init; } = ForPeople.Number;

    public void Write(HtmlWriter html)
    {
        ChartFrame.Open(html, Title, Note, [.. Series.Select((name, i) => (i == 0 ? "solid" : "hollow", name))]);
        var left = Math.Clamp(Rows.Max(row => ChartFrame.TextWidth(row.Label)) + 16, 80, 260);
        var right = Rows.SelectMany(row => row.Values).Max(v => ChartFrame.TextWidth(Format(v.Value))) + 14;
        var rowHeight = Series.Length > 1 ? Thick + Thin + 19 : Thick + 17;
        var bottom = 6 + rowHeight * Rows.Count;
        var x = Scale(left, ChartFrame.Width - right);

        ChartFrame.OpenDrawing(html, (int)bottom + 26, Describe());
        ChartFrame.Bottom(html, x, 4, bottom, Format, null);
        for (var row = 0; row < Rows.Count; row++) WriteRow(html, Rows[row], x, left, 6 + row * rowHeight, rowHeight);
        ChartFrame.Line(html, x.At(0), 4, x.At(0), bottom, "grid zero");
        ChartFrame.Close(html);
    }

    private Axis Scale(double left, double right)
    {
        var ends = Rows.SelectMany(row => row.Values)
            .SelectMany(v => new[] { v.Value, v.Low ?? v.Value, v.High ?? v.Value })
            .Where(double.IsFinite).Append(0).ToArray();
        return new Axis(ends.Min(), ends.Max(), left, right, ticks: 6, round: false);
    }

    private void WriteRow(HtmlWriter html, BarRow row, Axis x, double left, double top, double height)
    {
        var kind = row.Highlight ? "highlight" : "plain";
        html.Open("g", ("class", "row " + kind));
        ChartFrame.Text(html, left - 10, top + height / 2 + 4.5, row.Label, "end", "label");
        var bars = row.Values.Length == 1 ? Thick : Thick + Thin + 3;
        var y = top + (height - bars) / 2;
        for (var series = 0; series < row.Values.Length; series++)
        {
            var thickness = series == 0 ? Thick : Thin;
            WriteBar(html, row, series, x, y, thickness);
            y += thickness + 3;
        }

        html.Close("g");
    }

    private void WriteBar(HtmlWriter html, BarRow row, int series, Axis x, double y, double thickness)
    {
        var estimate = row.Values[series];
        var (from, to) = (x.At(Math.Min(0, estimate.Value)), x.At(Math.Max(0, estimate.Value)));
        html.Open(
            "rect", ("x", from), ("y", y), ("width", to - from), ("height", thickness), ("rx", 2),
            ("class", series == 0 ? "bar" : "bar hollow"));
        html.Element("title", $"{row.Label}, {Series[series]}: {estimate.Format(Format)}").Close("rect");
        var end = to;
        if (estimate.Low is { } low && estimate.High is { } high)
        {
            var middle = y + thickness / 2;
            ChartFrame.Line(html, x.At(low), middle, x.At(high), middle, "whisker");
            ChartFrame.Line(html, x.At(low), middle - 4, x.At(low), middle + 4, "whisker");
            ChartFrame.Line(html, x.At(high), middle - 4, x.At(high), middle + 4, "whisker");
            end = Math.Max(end, x.At(high));
        }

        var kind = series == 0 ? "value" : "value soft";
        ChartFrame.Text(html, end + 7, y + thickness / 2 + 4.5, Format(estimate.Value), "start", kind);
    }

    private string Describe() =>
        $"{Title}. " + string.Join("; ", Rows.Select(row => $"{row.Label}: " + string.Join(
            ", ", row.Values.Select((v, i) => $"{Series[i]} {v.Format(Format)}"))));
}

/// <summary>A row of bars, one for each series; the highlighted row is the one the page is about.</summary>
public sealed record BarRow(string Label, Estimate[] Values, bool Highlight = false);
