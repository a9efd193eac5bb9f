"""Invented holders of identity papers. All chance comes from the `random.Random` handed in."""
import datetime as dt

from draw import numbers, people
from draw.people import AS_OF

# Traditional characters with their Cantonese or Taiwanese spelling, as permits print them.
HMT_SURNAMES = {"陳": ("CHAN", "CHEN"), "李": ("LEE", "LI"), "張": ("CHEUNG", "CHANG"), "黃": ("WONG", "HUANG"), "何": ("HO", "HO"), "吳": ("NG", "WU"), "梁": ("LEUNG", "LIANG"),
                "劉": ("LAU", "LIU"), "鄭": ("CHENG", "CHENG"), "蔡": ("CHOI", "TSAI"), "周": ("CHOW", "CHOU"), "楊": ("YEUNG", "YANG"), "許": ("HUI", "HSU"), "葉": ("YIP", "YEH")}
HMT_GIVEN = {"家": ("KA", "CHIA"), "偉": ("WAI", "WEI"), "明": ("MING", "MING"), "美": ("MEI", "MEI"), "玲": ("LING", "LING"), "志": ("CHI", "CHIH"), "強": ("KEUNG", "CHIANG"),
             "文": ("MAN", "WEN"), "詩": ("SZE", "SHIH"), "雅": ("NGA", "YA"), "俊": ("CHUN", "CHUN"), "傑": ("KIT", "CHIEH"), "婷": ("TING", "TING"), "國": ("KWOK", "KUO"),
             "華": ("WAH", "HUA"), "淑": ("SHUK", "SHU"), "芬": ("FAN", "FEN"), "建": ("KIN", "CHIEN"), "宏": ("WANG", "HUNG"), "豪": ("HO", "HAO")}
FOREIGN_SURNAMES = "ANDERSSON BAKER CARVALHO DUBOIS ERIKSEN FISCHER GARCIA HOFFMANN IVANOVA JENSEN KOWALSKI LINDQVIST MORETTI NAKAMURA OKAFOR PATEL QUINN ROSSI SVENSSON TANAKA".split()
FOREIGN_GIVEN = "ANNA MARIA BENJAMIN CARLOS DANIEL ELENA FELIX GRACE HENRIK ISABEL JOHN EDWARD KENJI LAURA MICHAEL NADIA OLIVER PAULA ROBERT SOFIA THOMAS".split()
STATES = [("CAN", "加拿大", "CANADIAN"), ("USA", "美国", "UNITED STATES OF AMERICA"), ("GBR", "英国", "BRITISH CITIZEN"), ("FRA", "法国", "FRANCAISE"), ("JPN", "日本", "JAPAN"), ("SWE", "瑞典", "SVENSK"),
          ("ITA", "意大利", "ITALIANA"), ("UTO", "乌托邦", "UTOPIAN")]
BIRTH_PLACES = [("北京", "BEIJING"), ("上海", "SHANGHAI"), ("四川", "SICHUAN"), ("广东", "GUANGDONG"), ("湖北", "HUBEI"), ("江苏", "JIANGSU"), ("浙江", "ZHEJIANG"), ("福建", "FUJIAN")]
# Long names over two lines, with the dot between their parts.
LONG_NAMES = ["阿依古丽·阿不都热合曼", "迪丽努尔·麦麦提吐尔逊", "艾克拜尔·买买提艾力江", "古丽米热·阿卜杜热西提", "麦合木提江·吐尔逊尼亚孜", "帕提古丽·阿不力克木江"]
SHORT_NAMES = ["古丽扎提·阿不都拉", "麦麦提·吐尔逊", "迪力夏提·玉素甫", "阿依努尔·买买提"]
OTHER_NAMES = {"藏": ["扎西多吉", "次仁卓玛", "洛桑旺堆", "格桑央金"], "蒙古": ["巴特尔", "乌云其木格", "苏和巴特尔", "其其格"], "彝": ["阿木尔且", "吉克阿衣", "马海伍呷", "沙马拉且"],
               "壮": ["韦明远", "覃秀英", "陆海波", "黄春燕"], "朝鲜": ["金哲洙", "朴英淑", "崔美兰", "李东海"]}


def span(rng, years):
    """First and last day of a term that holds on the day of judgement and for half a year after."""
    while True:
        first = AS_OF - dt.timedelta(days=rng.randrange(30, years * 365 - 220))
        last = people.years_later(first, years) - dt.timedelta(days=1)
        if last > AS_OF + dt.timedelta(days=200):
            return first, last


def basic(rng):
    born = AS_OF - dt.timedelta(days=rng.randrange(20 * 366, 62 * 365))
    return {"born": born, "sex": rng.choice("男女"), "look": rng.randrange(1 << 30), "phone": numbers.mobile(rng)}


def letter_of(sex):
    return "M" if sex == "男" else "F"


def mainlander(rng):
    p = basic(rng)
    surname, given = rng.choice(list(people.SURNAMES)), "".join(rng.choice(list(people.GIVEN)) for _ in range(rng.choice([1, 2, 2])))
    p |= {"name": surname + given, "surname": people.SURNAMES[surname].upper().replace("LV", "LYU"), "given": "".join(people.GIVEN[c] for c in given).upper()}
    return p


def compatriot(rng, area):
    """`area`: H (Hong Kong), M (Macau), T (Taiwan)."""
    p, spelling = basic(rng), 1 if area == "T" else 0
    surname, given = rng.choice(list(HMT_SURNAMES)), "".join(rng.sample(list(HMT_GIVEN), 2))
    p |= {"name": surname + given, "surname": HMT_SURNAMES[surname][spelling], "given": " ".join(HMT_GIVEN[c][spelling] for c in given)}
    return p


def foreigner(rng):
    p = basic(rng)
    state, zh, adjective = rng.choice(STATES)
    p |= {"surname": rng.choice(FOREIGN_SURNAMES), "given": " ".join(rng.sample(FOREIGN_GIVEN, rng.choice([1, 2, 2]))), "state": state, "state_zh": zh, "adjective": adjective}
    return p
