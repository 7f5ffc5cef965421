#include "deploy/demo/demo_texts.hpp"

namespace ftm::demo {

const std::string_view dip_hunter =
    R"py(# A toy: buys below the mean, sells above it. Not for real money.
import talib.abstract as ta
from pandas import DataFrame
from freqtrade.strategy import (
    BooleanParameter, CategoricalParameter, DecimalParameter, IntParameter,
    IStrategy)


class DipHunter(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1h"
    minimal_roi = {"0": 0.06, "360": 0.03, "1200": 0.01, "2400": 0}
    stoploss = -0.12
    startup_candle_count: int = 40

    buy_dev = DecimalParameter(0.2, 3.0, default=1.2, decimals=2, space="buy")
    buy_window = IntParameter(8, 40, default=20, space="buy")
    buy_mode = CategoricalParameter(["dip", "cross", "both"], default="dip", space="buy")
    buy_volume = BooleanParameter(default=False, space="buy")
    sell_dev = DecimalParameter(0.1, 2.5, default=0.8, decimals=2, space="sell")
    sell_window = IntParameter(8, 40, default=20, space="sell")

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        for window in set(self.buy_window.range) | set(self.sell_window.range):
            mean = ta.SMA(dataframe, timeperiod=window)
            deviation = ta.STDDEV(dataframe, timeperiod=window)
            dataframe[f"z_{window}"] = (dataframe["close"] - mean) / deviation
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        z = dataframe[f"z_{self.buy_window.value}"]
        below = z < -self.buy_dev.value
        crossed = below.shift(1) & ~below
        mode = self.buy_mode.value
        signal = below if mode == "dip" else crossed if mode == "cross" else below | crossed
        if self.buy_volume.value:
            signal &= dataframe["volume"] > dataframe["volume"].rolling(20).mean()
        dataframe.loc[signal, ["enter_long", "enter_tag"]] = (1, "dip")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        z = dataframe[f"z_{self.sell_window.value}"]
        dataframe.loc[z > self.sell_dev.value, "exit_long"] = 1
        return dataframe
)py";

const std::string_view tide_rider =
    R"py(# A toy: enters when a dip turns, rides the tide. Not for real money.
import talib.abstract as ta
from pandas import DataFrame
from freqtrade.strategy import (
    CategoricalParameter, DecimalParameter, IntParameter, IStrategy)


class TideRider(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1h"
    minimal_roi = {"0": 0.10, "720": 0.04, "1440": 0.015, "2880": 0}
    stoploss = -0.08
    startup_candle_count: int = 40

    buy_turn = DecimalParameter(0.3, 2.6, default=1.0, decimals=2, space="buy")
    buy_period = IntParameter(6, 40, default=24, space="buy")
    buy_kind = CategoricalParameter(["early", "turned", "any"], default="turned", space="buy")
    sell_crest = DecimalParameter(0.2, 2.5, default=1.4, decimals=2, space="sell")
    sell_period = IntParameter(6, 40, default=16, space="sell")

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        for period in set(self.buy_period.range) | set(self.sell_period.range):
            bands = ta.BBANDS(dataframe, timeperiod=period)
            width = bands["upperband"] - bands["middleband"]
            dataframe[f"tide_{period}"] = 2 * (dataframe["close"] - bands["middleband"]) / width
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        tide = dataframe[f"tide_{self.buy_period.value}"]
        early = tide < -self.buy_turn.value
        turned = early.shift(1) & ~early
        kind = self.buy_kind.value
        signal = early if kind == "early" else turned if kind == "turned" else early | turned
        dataframe.loc[signal, ["enter_long", "enter_tag"]] = (1, kind)
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        tide = dataframe[f"tide_{self.sell_period.value}"]
        dataframe.loc[tide > self.sell_crest.value, "exit_long"] = 1
        return dataframe
)py";

const std::string_view night_owl =
    R"py(# A toy: few, patient trades. Not for real money.
import talib.abstract as ta
from pandas import DataFrame
from freqtrade.strategy import (
    BooleanParameter, DecimalParameter, IntParameter, IStrategy)


class NightOwl(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1h"
    minimal_roi = {"0": 0.05, "480": 0.02, "1440": 0}
    stoploss = -0.15
    startup_candle_count: int = 40

    buy_depth = DecimalParameter(1.0, 3.2, default=2.0, decimals=2, space="buy")
    buy_hours = IntParameter(6, 36, default=18, space="buy")
    buy_busy = BooleanParameter(default=True, space="buy")
    sell_height = DecimalParameter(0.0, 2.4, default=0.6, decimals=2, space="sell")
    sell_hours = IntParameter(6, 36, default=12, space="sell")

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        for hours in set(self.buy_hours.range) | set(self.sell_hours.range):
            mean = ta.EMA(dataframe, timeperiod=hours)
            deviation = ta.STDDEV(dataframe, timeperiod=hours)
            dataframe[f"depth_{hours}"] = (dataframe["close"] - mean) / deviation
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        signal = dataframe[f"depth_{self.buy_hours.value}"] < -self.buy_depth.value
        if self.buy_busy.value:
            signal &= dataframe["volume"] > dataframe["volume"].rolling(48).median()
        dataframe.loc[signal, ["enter_long", "enter_tag"]] = (1, "night")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        height = dataframe[f"depth_{self.sell_hours.value}"]
        dataframe.loc[height > self.sell_height.value, "exit_long"] = 1
        return dataframe
)py";

} // namespace ftm::demo
