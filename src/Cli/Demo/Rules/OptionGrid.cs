namespace WorldModel.Cli.Demo.Rules;

/// <summary>
/// What each consumer's options are worth, over doing nothing, and what a treatment costs. Values are
/// consumers x treatments, row-major, in currency; "none" is not a column: it is worth and costs nothing.
/// </summary>
internal sealed class OptionGrid(string[] treatments, double[] costs, double[] values)
{
    public string[] Treatments { get; } = treatments;

    public double[] Costs { get; } = costs;

    public double[] Values { get; } = values;

    public int Consumers => Values.Length / Treatments.Length;

    public double Value(int consumer, int treatment) => Values[consumer * Treatments.Length + treatment];
}
