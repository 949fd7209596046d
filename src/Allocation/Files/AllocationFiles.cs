using System.Globalization;
using System.Text;

namespace WorldModel.Allocation.Files;

/// <summary>
/// Writes an allocation. <c>decisions.csv</c> (consumer, treatment, value, cost, net, reason): every consumer in the
/// order of the input; treatment is empty where it gets nothing; net is value less cost at the shadow price; reason
/// is one of
/// <see cref="AllocationReasons"/>. <c>frontier.csv</c> (budget, value, shadowPrice): the corners of the frontier of
/// the budget alone, from no budget to the one past which more buys nothing; of more than <see cref="MostPoints"/>
/// corners so many, evenly spread. Value is that of the LP optimum, the dual bound.
/// </summary>
public static class AllocationFiles
{
    public const string Decisions = "decisions.csv";
    public const string FrontierPoints = "frontier.csv";
    public const int MostPoints = 100_000;

    /// <summary>Writes both files into a directory, made where it is missing; each appears whole or not at
    /// all.</summary>
    public static void Write(string directory, AllocationOutcome outcome)
    {
        Directory.CreateDirectory(directory);
        using (var decisions = Create(directory, Decisions))
            WriteDecisions(decisions, outcome.Plan, AllocationReasons.MayCap(outcome.Summary.Limits));
        using (var points = Create(directory, FrontierPoints)) WriteFrontier(points, outcome.Frontier);
        foreach (var name in new[] { Decisions, FrontierPoints })
            File.Move(Partial(directory, name), Path.Combine(directory, name), overwrite: true);
    }

    public static void WriteDecisions(TextWriter writer, AllocationPlan plan, bool mayCap)
    {
        writer.WriteLine("consumer,treatment,value,cost,net,reason");
        var table = plan.Table;
        for (var consumer = 0; consumer < plan.Taken.Length; consumer++)
        {
            var option = plan.Taken[consumer];
            WriteText(writer, table.Consumers[consumer]);
            writer.Write(',');
            if (option >= 0)
            {
                WriteText(writer, table.Treatments[table.Treatment[option]]);
                var net = AllocationReasons.Net(plan, option);
                WriteNumbers(writer, table.Value[option], table.CostMicros[option], net);
            }
            else
            {
                writer.Write(",0,0,0");
            }

            writer.Write(',');
            writer.WriteLine(AllocationReasons.Of(plan, consumer, mayCap));
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

    private static string Partial(string directory, string name) => Path.Combine(directory, name + ".partial");

    private static StreamWriter Create(string directory, string name) =>
        new(Partial(directory, name), false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };

    private static void WriteNumbers(TextWriter writer, double value, long costMicros, double net)
    {
        Span<char> text = stackalloc char[64];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        writer.Write(',');
        writer.Write(text[..length]);
        Micros.ToUnits(costMicros).TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        writer.Write(',');
        writer.Write(text[..length]);
        net.TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        writer.Write(',');
        writer.Write(text[..length]);
    }

    private static void WriteText(TextWriter writer, string text)
    {
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0) writer.Write(text);
        else writer.Write("\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
    }
}
