namespace WorldModel.Silo.Orleans.Placement;

/// <summary>Which shards should go where, so that no silo has more than one more than another.</summary>
internal static class BalancePlan
{
    /// <summary>A shard that is to move; silos by their place in the list.</summary>
    internal readonly record struct Move(int Shard, int From, int To);

    /// <summary>
    /// The fewest moves that even out, at most so many of them: from the fullest to the emptiest, highest shard first.
    /// Nothing where the counts differ by one at most.
    /// </summary>
    /// <param name="hosted">The shards of each silo.</param>
    /// <param name="most">Moves at most.</param>
    public static List<Move> Of(IReadOnlyList<IReadOnlyCollection<int>> hosted, int most)
    {
        var left = hosted.Select(shards => new Stack<int>(shards.Order())).ToArray();
        var counts = Array.ConvertAll(left, shards => shards.Count);
        var moves = new List<Move>();
        while (moves.Count < most)
        {
            int from = Array.IndexOf(counts, counts.Max());
            int to = Array.IndexOf(counts, counts.Min());
            if (counts[from] - counts[to] <= 1)
                break;
            moves.Add(new Move(left[from].Pop(), from, to));
            counts[from]--;
            counts[to]++;
        }
        return moves;
    }
}
