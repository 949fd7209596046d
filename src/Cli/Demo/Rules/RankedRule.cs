namespace WorldModel.Cli.Demo.Rules;

/// <summary>
/// One treatment, given from the highest key down until the money is spent. Consumers with equal keys draw lots, so
/// that one key for all is "at random", and a flag as key is "flagged first, then the others at random".
/// </summary>
internal static class RankedRule
{
    public static Plan Plan(string name, OptionGrid grid, int treatment, double[] keys, double spend)
    {
        var order = Enumerable.Range(0, grid.Consumers).OrderByDescending(c => keys[c]).ToArray();
        var chosen = new int[grid.Consumers];
        Array.Fill(chosen, -1);
        var shares = new double[grid.Consumers];
        var left = spend / grid.Costs[treatment];
        for (int start = 0, end; start < order.Length && left > 0; start = end)
        {
            for (end = start + 1; end < order.Length && keys[order[end]] == keys[order[start]];)
                end++;
            var share = Math.Min(1, left / (end - start));
            for (var i = start; i < end; i++)
                (chosen[order[i]], shares[order[i]]) = (treatment, share);
            left -= end - start;
        }
        return new Plan(name, chosen, shares, Claimed: null);
    }
}
