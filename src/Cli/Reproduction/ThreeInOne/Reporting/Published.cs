namespace WorldModel.Cli.Reproduction.ThreeInOne.Reporting;

/// <summary>
/// What is published about the paper's own learners: the paper's figures and, where it gives none or beside them, those
/// of its author's replicate with another first seed (three-in-one, sections 3.2 to 3.5). By learner and metric.
/// </summary>
internal static class Published
{
    private const string Push = "push->visit/logit/";
    private const string Sale = "sale1->purchase/logit/";
    private const string Clamp = "clamp/test/paperScore/";

    private static readonly Dictionary<(string, string), (double? Paper, double? Replicate)> Figures = new()
    {
        [(Full, "visit/auc")] = (.7130, .7111),
        [(Full, "purchase/auc")] = (.6772, .6777),
        [(Top, "visit/auc")] = (null, .6930),
        [(Top, "purchase/auc")] = (null, .6472),
        [(Mlp, "visit/auc")] = (.7119, .7128),
        [(Mlp, "purchase/auc")] = (.6777, .6793),
        [(Full, "visit/accuracy")] = (null, .589),
        [(Full, "visit/f1")] = (null, .686),
        [(Full, "visit/threshold")] = (null, .35),
        [(Full, "purchase/accuracy")] = (null, .653),
        [(Full, "purchase/f1")] = (null, .432),
        [(Full, "purchase/threshold")] = (null, .25),
        [(Mlp, "visit/accuracy")] = (null, .601),
        [(Mlp, "visit/f1")] = (null, .687),
        [(Mlp, "visit/threshold")] = (null, .40),
        [(Mlp, "purchase/accuracy")] = (null, .510),
        [(Mlp, "purchase/f1")] = (null, .425),
        [(Mlp, "purchase/threshold")] = (null, .20),
        [(Full, Push + "spearman/gamma")] = (.625, .564),
        [(Full, Push + "spearman/alpha")] = (-.148, -.248),
        [(Full, Push + "spearman/beta")] = (null, .469),
        [(Full, Sale + "spearman/alpha")] = (.548, .639),
        [(Full, Sale + "spearman/beta")] = (-.597, -.681),
        [(Full, Sale + "spearman/gamma")] = (null, -.253),
        [(Full, Sale + "mean")] = (null, .084),
        [(Full, Push + "highQuartile/gamma")] = (null, 1.479),
        [(Full, Push + "lowQuartile/gamma")] = (null, 1.003),
        [(Full, Sale + "highQuartile/alpha")] = (null, 2.597),
        [(Full, Sale + "lowQuartile/alpha")] = (null, 1.346),
        [(Mlp, Push + "spearman/gamma")] = (null, .572),
        [(Mlp, Push + "spearman/alpha")] = (null, .163),
        [(Mlp, Push + "spearman/beta")] = (null, .032),
        [(Mlp, Sale + "spearman/alpha")] = (null, .460),
        [(Mlp, Sale + "spearman/beta")] = (null, -.565),
        [(Mlp, Sale + "spearman/gamma")] = (null, -.346),
        [(Machine, "clamp/test/rows")] = (12_432, 12_432),
        [(Machine, Clamp + "mean")] = (1.07, 1.679),
        [(Machine, Clamp + "highBeta")] = (.77, .217),
        [(Machine, Clamp + "lowBeta")] = (1.38, 3.148),
        [(Machine, Clamp + "welchT")] = (-7.66, -40.65),
        [(Machine, Clamp + "pairedT")] = (null, 43.8),
        [(Machine, Clamp + "positive")] = (null, .692),
        [(Machine, "clamp/train/rows")] = (null, 129_568),
        [(Machine, "clamp/validation/rows")] = (null, 12_694),
    };

    private static string Full => Learners.PaperRecipe.Full;

    private static string Top => Learners.PaperRecipe.Top;

    private static string Mlp => Learners.PaperRecipe.Mlp;

    private static string Machine => Learners.MachineLearner.Title;

    public static (double? Paper, double? Replicate) Of(string learner, string metric) =>
        Figures.GetValueOrDefault((learner, metric));
}
