namespace WorldModel.Models;

/// <summary>Area under the ROC curve as the rank statistic of Mann and Whitney, ties counted half.</summary>
internal static class RankAuc
{
    /// <summary>NaN where all targets are positive or none is.</summary>
    public static double Of(float[] scores, float[] targets)
    {
        var (keys, order) = ((float[])scores.Clone(), Enumerable.Range(0, scores.Length).ToArray());
        Array.Sort(keys, order);
        var (positives, rankSum) = (0L, 0.0);
        for (var start = 0; start < keys.Length;)
        {
            var end = start;
            while (end < keys.Length && keys[end] == keys[start])
                end++;
            for (var i = start; i < end; i++)
            {
                if (targets[order[i]] <= 0f)
                    continue;
                positives++;
                rankSum += 0.5 * (start + 1 + end);
            }

            start = end;
        }

        var negatives = keys.Length - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : (rankSum - (0.5 * positives * (positives + 1))) / ((double)positives * negatives);
    }
}
