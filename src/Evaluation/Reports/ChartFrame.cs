namespace WorldModel.Evaluation.Reports;

/// <summary>
/// What every chart has: a figure with a heading, a legend, and a drawing that says in words what it shows.
/// </summary>
internal static class ChartFrame
{
    public const int Width = 720;

    /// <summary>Roughly how wide a text is at the charts' 13 pixels.</summary>
    public static double TextWidth(string text) => 6.9 * text.Length;

    public static void Open(
        HtmlWriter html, string title, string? note, params ReadOnlySpan<(string Class, string Name)> legend)
    {
        html.Open("figure").Open("figcaption").Element("strong", title);
        if (note is not null) html.Element("span", note, ("class", "note"));
        if (legend.Length > 1)
        {
            html.Open("span", ("class", "legend"));
            foreach (var (kind, name) in legend)
            {
                html.Open("span").Element("i", "", ("class", "key " + kind)).Text(name).Close("span");
            }

            html.Close("span");
        }

        html.Close("figcaption");
    }

    public static void OpenDrawing(HtmlWriter html, int height, string description) =>
        html.Open("div", ("class", "scroll"))
            .Open(
                "svg", ("viewBox", $"0 0 {Width} {height}"), ("role", "img"), ("aria-label", description),
                ("class", "chart"));

    public static void Close(HtmlWriter html) => html.Close("svg").Close("div").Close("figure");

    public static void Line(HtmlWriter html, double x1, double y1, double x2, double y2, string kind) =>
        html.Empty("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", kind));

    public static void Text(HtmlWriter html, double x, double y, string text, string anchor, string? kind = null) =>
        html.Element("text", text, ("x", x), ("y", y), ("text-anchor", anchor), ("class", kind));

    /// <summary>Grid lines and figures of a bottom axis; the name stands below them.</summary>
    public static void Bottom(
        HtmlWriter html, Axis x, double top, double bottom, Func<double, string> format, string? name)
    {
        foreach (var (tick, text) in x.Labels(format))
        {
            Line(html, x.At(tick), top, x.At(tick), bottom, "grid");
            Text(html, x.At(tick), bottom + 18, text, "middle", "tick");
        }

        if (name is not null) Text(html, (x.FromPixel + x.ToPixel) / 2, bottom + 38, name, "middle", "axis");
    }

    /// <summary>Grid lines and figures of a left axis; the name stands above them.</summary>
    public static void Left(
        HtmlWriter html, Axis y, double left, double right, Func<double, string> format, string? name)
    {
        foreach (var (tick, text) in y.Labels(format))
        {
            Line(html, left, y.At(tick), right, y.At(tick), tick == 0 ? "grid zero" : "grid");
            Text(html, left - 8, y.At(tick) + 4, text, "end", "tick");
        }

        if (name is not null) Text(html, 0, y.ToPixel - 14, name, "start", "axis");
    }
}
