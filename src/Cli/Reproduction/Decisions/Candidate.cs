using WorldModel.Models.Networks;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>The best network that was offered, by its advantage on validation rows.</summary>
internal sealed class Candidate
{
    public ResponseNetwork? Network { get; private set; }

    public string Name { get; private set; } = "";

    public Advantage Advantage { get; private set; } = new(double.NegativeInfinity, 0);

    public void Offer(string name, ResponseNetwork network, Advantage advantage)
    {
        if (!(advantage.Mean > Advantage.Mean)) return;
        (Name, Network, Advantage) = (name, network, advantage);
    }
}
