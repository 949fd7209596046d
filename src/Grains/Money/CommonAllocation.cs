using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// The allocation that found a pool's price: kept so that campaigns allocated before take their parts of it, where a
/// search of their own would find another price and leave the others behind in turn.
/// </summary>
/// <param name="Campaigns">The campaigns whose steps it ordered, in ordinal order.</param>
/// <param name="Whole">What it found for all of them, in their common numbering (<see cref="PricedShards"/>).</param>
/// <param name="Filled">Spend and value behind the cut, by campaign.</param>
internal sealed record CommonAllocation(
    string[] Campaigns, AllocationReply Whole, (long Spend, long Value)[] Filled)
{
    /// <summary>The campaign's place among them; below 0 where it is none of them.</summary>
    public int Place(string campaign) => Array.BinarySearch(Campaigns, campaign, StringComparer.Ordinal);
}
