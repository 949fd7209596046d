using System.Globalization;
using System.Text;

namespace WorldModel.Allocation.Files;

/// <summary>
/// Writes an allocation. <c>decisions.csv</c> (consumer, treatment, value, cost): the rows taken, in the order of the
/// input; who is not in it gets nothing, at no cost. <c>frontier.csv</c> (budget, value, shadowPrice): the corners of
/// the frontier, from no budget to the one past which more buys nothing; of more than
/// <see cref="MostPoints"/> corners so many, evenly spread. Value is that of the LP optimum, the dual bound.
/// </summary>
public static class AllocationFiles
{
    public const string Decisions = "decisions.csv";
    public const string FrontierPoints = "frontier.csv";
    public const int MostPoints = 100_000;

    /// <summary>Writes both files into a directory, made where it is missing.</summary>
    public static void Write(string directory, Frontier frontier, AllocationPlan plan)
    {
        Directory.CreateDirectory(directory);
        using (var decisions = Create(directory, Decisions)) WriteDecisions(decisions, plan);
        using var points = Create(directory, FrontierPoints);
        WriteFrontier(points, frontier);
    }

    public static void WriteDecisions(TextWriter writer, AllocationPlan plan)
    {
        writer.WriteLine("consumer,treatment,value,cost");
        var table = plan.Table;
        for (var consumer = 0; consumer < plan.Taken.Length; consumer++)
        {
            var option = plan.Taken[consumer];
            if (option < 0) continue;
            WriteText(writer, table.Consumers[consumer]);
            writer.Write(',');
            WriteText(writer, table.Treatments[table.Treatment[option]]);
            WriteNumbers(writer, table.Value[option], table.CostMicros[option]);
            writer.WriteLine();
        }
    }

    public static void WriteFrontier(TextWriter writer, Frontier frontier)
    {
        writer.WriteLine("budget,value,shadowPrice");
        foreach (var point in frontier.Points(MostPoints))
        {
            writer.Write(Micros.ToUnits(point.BudgetMicros).ToString(CultureInfo.InvariantCulture));
            writer.Write(',');
            writer.Write(point.Value.ToString(CultureInfo.InvariantCulture));
            writer.Write(',');
            writer.WriteLine(point.ShadowPrice.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static StreamWriter Create(string directory, string name) =>
        new(Path.Combine(directory, name), false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };

    private static void WriteNumbers(TextWriter writer, double value, long costMicros)
    {
        Span<char> text = stackalloc char[64];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        writer.Write(',');
        writer.Write(text[..length]);
        Micros.ToUnits(costMicros).TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        writer.Write(',');
        writer.Write(text[..length]);
    }

    private static void WriteText(TextWriter writer, string text)
    {
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0) writer.Write(text);
        else writer.Write("\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
    }
}
