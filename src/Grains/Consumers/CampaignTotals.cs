using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>What a shard's decisions of a campaign come to, by option and by group. Money is micro-units.</summary>
internal sealed class CampaignTotals(int options)
{
    /// <summary>Names of the groups, by <see cref="CampaignGroup"/>.</summary>
    public static readonly string[] GroupNames = ["outside", "policy", "explore", "holdout", "fallback"];

    /// <summary>Numbers of a line: consumers, spend, value.</summary>
    public const int LineLength = 3;

    /// <summary>Lines of options (nothing first), then of groups.</summary>
    public long[] Lines { get; } = new long[(options + 1 + GroupNames.Length) * LineLength];

    public void Add(int option, CampaignGroup group, long spend, long value)
    {
        AddLine(option + 1, spend, value);
        AddLine(options + 1 + Math.Min((int)group, (int)CampaignGroup.Fallback), spend, value);
    }

    public TreatmentTotal[] Treatments(CampaignTerms terms)
    {
        var totals = new TreatmentTotal[options + 1];
        for (var i = 0; i <= options; i++)
        {
            var line = Lines.AsSpan(i * LineLength, LineLength);
            var name = i == 0 ? Treatment.None.Name : terms.Treatments[i - 1].Name;
            totals[i] = new TreatmentTotal(name, line[0], line[1], line[2]);
        }

        return totals;
    }

    public GroupTotal[] Groups()
    {
        var totals = new GroupTotal[GroupNames.Length - 1];
        for (var i = 1; i < GroupNames.Length; i++)
        {
            var line = Lines.AsSpan((options + 1 + i) * LineLength, LineLength);
            totals[i - 1] = new GroupTotal(GroupNames[i], line[0], line[1], line[2]);
        }

        return totals;
    }

    private void AddLine(int line, long spend, long value)
    {
        Lines[line * LineLength]++;
        Lines[(line * LineLength) + 1] += spend;
        Lines[(line * LineLength) + 2] += value;
    }
}
