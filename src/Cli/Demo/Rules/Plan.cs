namespace WorldModel.Cli.Demo.Rules;

/// <summary>
/// Who gets what under a rule. A share below one is a lot drawn: the consumer gets the treatment with that
/// probability, so a rule that draws lots is judged by its expectation, not by one draw.
/// </summary>
/// <param name="Name">The rule, in words.</param>
/// <param name="Treatment">Per consumer, the treatment's index; -1 for none.</param>
/// <param name="Share">Per consumer, the probability of getting it.</param>
/// <param name="Claimed">What the rule says it will bring; null where it says nothing.</param>
internal sealed record Plan(string Name, int[] Treatment, double[] Share, double? Claimed)
{
    public double Spend(OptionGrid grid)
    {
        var spend = 0.0;
        for (var consumer = 0; consumer < Treatment.Length; consumer++)
            if (Treatment[consumer] >= 0)
                spend += Share[consumer] * grid.Costs[Treatment[consumer]];
        return spend;
    }

    /// <summary>What the plan brings, per consumer, if the grid's values are true.</summary>
    public double[] Delivered(OptionGrid truth)
    {
        var delivered = new double[Treatment.Length];
        for (var consumer = 0; consumer < delivered.Length; consumer++)
            if (Treatment[consumer] >= 0)
                delivered[consumer] = Share[consumer] * truth.Value(consumer, Treatment[consumer]);
        return delivered;
    }
}
