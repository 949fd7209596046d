using System.Globalization;
using System.Text;

namespace WorldModel.Evaluation.Reports;

/// <summary>
/// What every budget buys, with a budget to drag: by pointer on the drawing, or by keyboard on the slider below it.
/// Reads off value and price (what the next unit of budget buys), from the points given and straight between them.
/// Without script the drawing shows the starting budget.
/// </summary>
/// <param name="Title">What the value is, with the unit.</param>
/// <param name="Points">Budget, value and price to its right, budget rising; at least two.</param>
/// <param name="Budget">The budget it starts at.</param>
public sealed record FrontierChart(
    string Title, IReadOnlyList<(double Budget, double Value, double Price)> Points, double Budget) : IBlock
{
    private const double Left = 64;
    private const double Top = 30;
    private const double Bottom = 280;
    private const double Right = ChartFrame.Width - 24;

    public string? Note { get; init; }

    /// <summary>The sign of the currency, before amounts; empty where it is not known.</summary>
    public string Currency { get; init; } = "$";

    /// <summary>Lines to compare with, such as a treatment given at random: budget and value.</summary>
    public IReadOnlyList<LineSeries> Comparisons { get; init; } = [];

    public void Write(HtmlWriter html)
    {
        (string, string)[] legend =
            [("line s0", "best allocation"), .. Comparisons.Select((line, i) => ($"line s{1 + i % 4}", line.Name))];
        ChartFrame.Open(html, Title, Note, legend);
        var x = new Axis(0, Points[^1].Budget, Left, Right, ticks: 6, round: false);
        var highest = Comparisons.SelectMany(line => line.Points).Select(p => p.Y)
            .Concat(Points.Select(p => p.Value)).Max();
        var y = new Axis(Math.Min(0, Points.Min(p => p.Value)), highest, Bottom, Top);
        var id = html.NextId("frontier");
        html.Open(
            "div", ("class", "frontier"), ("id", id), ("data-points", Data()), ("data-currency", Currency),
            ("data-x", Numbers(x.Low, x.High, Left, Right)), ("data-y", Numbers(y.Low, y.High, Bottom, Top)));
        WriteReadings(html, id);
        ChartFrame.OpenDrawing(html, (int)Bottom + 46, Describe());
        ChartFrame.Bottom(html, x, Top, Bottom, Money, "budget");
        ChartFrame.Left(html, y, Left, Right, Money, "value");
        WriteLines(html, x, y);
        WriteMark(html, x, y);
        html.Close("svg").Close("div");
        WriteSlider(html, id);
        html.Close("div").Close("figure");
    }

    private void WriteReadings(HtmlWriter html, string id)
    {
        var (value, price) = Read(Budget);
        html.Open("output", ("class", "readings"), ("for", id + "-budget"), ("aria-live", "polite"))
            .Open("span").Text("budget ").Element("b", Money(Budget), ("data-is", "budget")).Close("span")
            .Open("span").Text("buys ").Element("b", Money(value), ("data-is", "value")).Close("span")
            .Open("span").Text(Currency.Length == 0 ? "the next unit buys " : $"the next {Currency}1 buys ")
            .Element("b", Money(price), ("data-is", "price")).Close("span")
            .Close("output");
    }

    private void WriteLines(HtmlWriter html, Axis x, Axis y)
    {
        html.Empty("polygon", ("class", "band s0"), ("points", Path(
            Points.Select(p => (p.Budget, p.Value)).Append((Points[^1].Budget, 0)).Append((0, 0)), x, y)));
        for (var i = 0; i < Comparisons.Count; i++)
        {
            var kind = $"line s{1 + i % 4}" + (Comparisons[i].Reference ? " reference" : "");
            html.Empty("polyline", ("class", kind), ("points", Path(Comparisons[i].Points, x, y)));
        }

        html.Empty("polyline", ("class", "line s0"), ("points", Path(Points.Select(p => (p.Budget, p.Value)), x, y)));
    }

    private void WriteMark(HtmlWriter html, Axis x, Axis y)
    {
        var (value, _) = Read(Budget);
        html.Open("g", ("class", "mark"));
        ChartFrame.Line(html, x.At(Budget), Top, x.At(Budget), Bottom, "guide");
        ChartFrame.Line(html, Left, y.At(value), x.At(Budget), y.At(value), "guide across");
        html.Empty("circle", ("cx", x.At(Budget)), ("cy", y.At(value)), ("r", 7), ("class", "handle")).Close("g");
    }

    private void WriteSlider(HtmlWriter html, string id) =>
        html.Open("label", ("class", "slider")).Element("span", "budget").Empty(
            "input", ("type", "range"), ("id", id + "-budget"), ("min", 0), ("max", Exact(Points[^1].Budget)),
            ("step", Exact(Points[^1].Budget / 500)), ("value", Exact(Budget)),
            ("aria-valuetext", Money(Budget))).Close("label");

    private (double Value, double Price) Read(double budget)
    {
        var at = 0;
        while (at + 1 < Points.Count && Points[at + 1].Budget <= budget) at++;
        if (at + 1 == Points.Count) return (Points[at].Value, Points[at].Price);
        var (from, to) = (Points[at], Points[at + 1]);
        var share = (budget - from.Budget) / (to.Budget - from.Budget);
        return (from.Value + share * (to.Value - from.Value), from.Price);
    }

    private string Money(double amount) => ForPeople.Money(amount, Currency);

    private string Data()
    {
        var text = new StringBuilder("[");
        foreach (var (budget, value, price) in Points)
        {
            if (text.Length > 1) text.Append(',');
            text.Append('[').Append(Numbers(budget, value, price)).Append(']');
        }

        return text.Append(']').ToString();
    }

    private static string Numbers(params ReadOnlySpan<double> numbers)
    {
        var text = new StringBuilder();
        foreach (var number in numbers) text.Append(text.Length > 0 ? "," : "").Append(Exact(number));
        return text.ToString();
    }

    private static string Exact(double number) => number.ToString("G9", CultureInfo.InvariantCulture);

    private static string Path(IEnumerable<(double X, double Y)> points, Axis x, Axis y) => string.Join(
        ' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x.At(p.X):0.##},{y.At(p.Y):0.##}")));

    private string Describe()
    {
        var (value, price) = Read(Budget);
        return $"{Title}. A budget of {Money(Budget)} buys {Money(value)}, the next unit {Money(price)}; " +
            $"at most {Money(Points[^1].Value)} for {Money(Points[^1].Budget)}.";
    }
}
