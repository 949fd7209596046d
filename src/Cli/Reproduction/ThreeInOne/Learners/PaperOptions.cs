using WorldModel.Models.Boltzmann;
using WorldModel.Models.Networks;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// The paper's knobs at each scale. Smaller scales take fewer epochs at higher rates; nothing else differs.
/// </summary>
internal static class PaperOptions
{
    public static BoltzmannTrainingOptions Machine(Trial trial)
    {
        var paper = BoltzmannTrainingOptions.Paper with { Seed = trial.ModelSeed };
        return trial.Scale switch
        {
            StudyScale.Full => paper,
            StudyScale.Quick => Shorter(paper, 20, 15, 10),
            _ => Shorter(paper, 6, 4, 20),
        };
    }

    public static OutcomeNetworkOptions Heads(Trial trial) => new()
    {
        Seed = trial.ModelSeed,
        Epochs = trial.Scale switch { StudyScale.Full => 100, StudyScale.Quick => 25, _ => 8 },
        LearningRate = trial.Scale == StudyScale.Tiny ? 2e-3f : 5e-4f,
    };

    private static BoltzmannTrainingOptions Shorter(
        BoltzmannTrainingOptions paper, int pretraining, int joint, float faster) => paper with
        {
            Pretraining = paper.Pretraining with
            {
                Epochs = pretraining,
                LearningRate = faster * paper.Pretraining.LearningRate,
            },
            Joint = paper.Joint with { Epochs = joint, LearningRate = faster * paper.Joint.LearningRate },
        };
}
