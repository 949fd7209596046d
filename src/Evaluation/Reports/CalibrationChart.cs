namespace WorldModel.Evaluation.Reports;

/// <summary>Predicted against observed, bin by bin, with the diagonal that a calibrated model lies on.</summary>
public sealed record CalibrationChart(string Title, IReadOnlyList<CalibrationSeries> Series) : IBlock
{
    private const double Left = 64;
    private const double Top = 30;
    private const double Bottom = 330;

    public string? Note { get; init; }

    public Func<double, string> Format { get; init; } = ForPeople.Percent;

    public void Write(HtmlWriter html)
    {
        ChartFrame.Open(html, Title, Note, [.. Series.Select((series, i) => ($"line s{i % 5}", series.Name))]);
        var ends = Series.SelectMany(s => s.Points).SelectMany(
            p => new[] { p.Predicted, p.Observed.Value, p.Observed.Low ?? p.Observed.Value, p.Observed.High ?? 0 })
            .Where(double.IsFinite).Append(0).ToArray();
        const double Right = Left + (Bottom - Top) * 1.6;
        var x = new Axis(ends.Min(), ends.Max(), Left, Right);
        var y = new Axis(ends.Min(), ends.Max(), Bottom, Top);
        ChartFrame.OpenDrawing(html, (int)Bottom + 46, Describe());
        ChartFrame.Bottom(html, x, Top, Bottom, Format, "predicted");
        ChartFrame.Left(html, y, Left, Right, Format, "observed");
        ChartFrame.Line(html, x.At(x.Low), y.At(y.Low), x.At(x.High), y.At(y.High), "line reference");
        for (var i = 0; i < Series.Count; i++) WriteSeries(html, Series[i], $"s{i % 5}", x, y);
        ChartFrame.Close(html);
    }

    private void WriteSeries(HtmlWriter html, CalibrationSeries series, string kind, Axis x, Axis y)
    {
        foreach (var (predicted, observed, count) in series.Points)
        {
            if (observed.Low is { } low && observed.High is { } high)
            {
                ChartFrame.Line(html, x.At(predicted), y.At(low), x.At(predicted), y.At(high), "line thin " + kind);
            }

            html.Open(
                "circle", ("cx", x.At(predicted)), ("cy", y.At(observed.Value)), ("r", 4.5), ("class", "dot " + kind))
                .Element(
                    "title",
                    $"{series.Name}: predicted {Format(predicted)}, observed {observed.Format(Format)}, " +
                    $"{ForPeople.Count(count)} rows")
                .Close("circle");
        }
    }

    private string Describe() => $"{Title}. " + string.Join("; ", Series.Select(series =>
        $"{series.Name}: " + string.Join(", ", series.Points.Select(
            p => $"{Format(p.Predicted)} predicted, {Format(p.Observed.Value)} observed"))));
}

/// <summary>A model's or an action's bins: mean prediction, observed rate with its interval, rows.</summary>
public sealed record CalibrationSeries(
    string Name, IReadOnlyList<(double Predicted, Estimate Observed, long Count)> Points);
