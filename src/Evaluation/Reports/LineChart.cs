using System.Globalization;

namespace WorldModel.Evaluation.Reports;

/// <summary>
/// Lines over a common axis, each with a band where it has one; names stand at the lines' ends or in a legend.
/// </summary>
public sealed record LineChart(string Title, IReadOnlyList<LineSeries> Lines) : IBlock
{
    private const double Narrowest = 64;
    private const double Top = 30;
    private const double Bottom = 280;

    public string? Note { get; init; }

    public string? XName { get; init; }

    public string? YName { get; init; }

    public Func<double, string> FormatX { get; init; } = ForPeople.Number;

    public Func<double, string> FormatY { get; init; } = ForPeople.Number;

    /// <summary>Whether the vertical axis must show 0.</summary>
    public bool FromZero { get; init; } = true;

    public void Write(HtmlWriter html)
    {
        ChartFrame.Open(html, Title, Note, [.. Lines.Select((line, i) => ($"line {Kind(line, i)}", line.Name))]);
        var points = Lines.SelectMany(line => line.Points).ToArray();
        var heights = Lines.SelectMany(line => line.Band.SelectMany(b => new[] { b.Low, b.High }))
            .Concat(points.Select(p => p.Y)).Concat(FromZero ? [0] : []).Where(double.IsFinite).ToArray();
        var y = new Axis(heights.Min(), heights.Max(), Bottom, Top);
        var left = Math.Max(Narrowest, y.Labels(FormatY).Max(tick => ChartFrame.TextWidth(tick.Text)) + 8);
        var x = new Axis(
            points.Min(p => p.X), points.Max(p => p.X), left, ChartFrame.Width - 24, ticks: 6, round: false);

        ChartFrame.OpenDrawing(html, (int)Bottom + (XName is null ? 26 : 46), Describe());
        ChartFrame.Bottom(html, x, Top, Bottom, FormatX, XName);
        ChartFrame.Left(html, y, left, ChartFrame.Width - 24, FormatY, YName);
        for (var i = 0; i < Lines.Count; i++) WriteBand(html, Lines[i], Kind(Lines[i], i), x, y);
        for (var i = 0; i < Lines.Count; i++) WriteLine(html, Lines[i], Kind(Lines[i], i), x, y);
        ChartFrame.Close(html);
    }

    private static string Kind(LineSeries line, int index) => line.Reference ? "reference" : $"s{index % 5}";

    private static void WriteBand(HtmlWriter html, LineSeries line, string kind, Axis x, Axis y)
    {
        if (line.Band.Count == 0) return;
        var upper = line.Points.Zip(line.Band, (p, b) => (p.X, Y: b.High));
        var lower = line.Points.Zip(line.Band, (p, b) => (p.X, Y: b.Low)).Reverse();
        html.Empty("polygon", ("points", Path(upper.Concat(lower), x, y)), ("class", "band " + kind));
    }

    private void WriteLine(HtmlWriter html, LineSeries line, string kind, Axis x, Axis y)
    {
        var solid = Math.Clamp(line.Solid, 0, line.Points.Count);
        Stroke([.. line.Points.Take(solid)], "line " + kind);
        // The first dash starts where the solid line ends.
        Stroke([.. line.Points.Skip(Math.Max(0, solid - 1))], $"line {kind} beyond");
        if (line.Points.Count > 12 || line.Reference) return;
        foreach (var (px, py) in line.Points)
        {
            html.Open("circle", ("cx", x.At(px)), ("cy", y.At(py)), ("r", 3), ("class", "dot " + kind))
                .Element("title", $"{line.Name}: {FormatX(px)}, {FormatY(py)}").Close("circle");
        }

        void Stroke((double X, double Y)[] points, string style)
        {
            if (points.Length < 2) return;
            html.Open("polyline", ("points", Path(points, x, y)), ("class", style))
                .Element("title", line.Name).Close("polyline");
        }
    }

    private static string Path(IEnumerable<(double X, double Y)> points, Axis x, Axis y) => string.Join(
        ' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x.At(p.X):0.##},{y.At(p.Y):0.##}")));

    private string Describe() =>
        $"{Title}. " + string.Join("; ", Lines.Where(line => line.Points.Count > 0).Select(line =>
            $"{line.Name} from {FormatY(line.Points[0].Y)} to {FormatY(line.Points[^1].Y)}"));
}

/// <summary>A line: its points in order, its band (as many as points, or none); a reference is drawn dashed.</summary>
public sealed record LineSeries(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    public IReadOnlyList<(double Low, double High)> Band { get; init; } = [];

    public bool Reference { get; init; }

    /// <summary>Points up to which the line is drawn through; behind them it is dashed.</summary>
    public int Solid { get; init; } = int.MaxValue;
}
