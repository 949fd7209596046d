using WorldModel.Grains.Consumers;
using WorldModel.Numerics;

namespace WorldModel.Grains.Tests;

public class NarrowColumnTests
{
    [Fact]
    public void It_holds_what_an_array_of_64_bit_numbers_holds()
    {
        const int width = 3;
        const int rows = 3000;
        var random = new RandomStream(20251122);
        var column = new NarrowColumn(width);
        var expected = new long[rows, width];
        long[] line = new long[width];
        for (var step = 0; step < 20_000; step++)
        {
            var row = random.NextInt(rows);
            if (random.NextInt(10) == 0)
            {
                column.Clear(row);
                for (var i = 0; i < width; i++) expected[row, i] = 0;
                continue;
            }

            for (var i = 0; i < width; i++)
            {
                line[i] = random.NextInt(20) switch
                {
                    0 => long.MinValue + random.NextInt(3),
                    1 => int.MaxValue + (long)random.NextInt(3) - 1,
                    2 => int.MinValue - (long)random.NextInt(3) + 1,
                    _ => random.NextInt(2000) - 1000,
                };
                expected[row, i] = line[i];
            }

            column.Put(row, line);
        }

        for (var row = 0; row < rows; row++)
        {
            column.Get(row, line);
            Assert.Equal([expected[row, 0], expected[row, 1], expected[row, 2]], line);
        }
    }

    [Fact]
    public void Looking_at_a_row_that_was_never_written_takes_no_memory()
    {
        var column = new NarrowColumn(2);
        long[] line = [7, 7];
        column.Get(5000, line);
        column.Clear(5000);
        Assert.Equal([0, 0], line);
        Assert.Equal(0, column.Bytes);
    }
}
